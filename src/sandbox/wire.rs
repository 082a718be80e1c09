//! The sockets of the server: connections that can be cut at will, and a port that can be closed for a while.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::time::Instant;

/// How long to wait before a port that cannot be had is tried again.
const AGAIN: Duration = Duration::from_millis(5);

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// With a reset, and not one byte more.
    Reset,
    /// After so many bytes more.
    After(usize),
    /// After the head of the next answer and so many bytes of its body; counts how much of the end of the head was seen.
    AfterHead { seen: usize, body: usize },
}

/// One connection, for whoever wants to end it.
#[derive(Debug, Clone, Default)]
pub(super) struct Line(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    order: Option<Order>,
    reader: Option<Waker>,
}

impl Line {
    /// Resets the connection; an answer that is under way is not sent.
    pub(super) fn reset(&self) {
        self.order(Order::Reset);
    }

    /// Sends the head of the next answer and so many bytes of its body, and ends the connection.
    pub(super) fn cut_in_body(&self, bytes: usize) {
        self.order(Order::AfterHead { seen: 0, body: bytes });
    }

    /// Sends so many bytes of the next answer, and ends the connection.
    pub(super) fn cut_after(&self, bytes: usize) {
        self.order(Order::After(bytes));
    }

    fn order(&self, order: Order) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.order = Some(order);
        if let Some(reader) = state.reader.take() {
            reader.wake();
        }
    }
}

/// The stream of a connection that can be cut.
#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    line: Line,
}

impl Wire {
    /// Ends the connection with a reset: what the client gets is an error, and not an end.
    fn reset(&self) -> io::Error {
        let _ = self.stream.set_zero_linger();
        io::Error::from(io::ErrorKind::ConnectionReset)
    }
}

impl Order {
    /// How many of these bytes may still be sent, and what is left of the order after them.
    fn allows(self, bytes: &[u8]) -> (usize, Self) {
        match self {
            Self::Reset => (0, self),
            Self::After(left) => {
                let now = left.min(bytes.len());
                (now, Self::After(left - now))
            }
            Self::AfterHead { mut seen, body } => {
                const END: &[u8] = b"\r\n\r\n";
                for (at, byte) in bytes.iter().enumerate() {
                    seen = match END.get(seen) {
                        Some(wanted) if wanted == byte => seen + 1,
                        _ => usize::from(*byte == b'\r'),
                    };
                    if seen == END.len() {
                        let (more, left) = Self::After(body).allows(bytes.get(at + 1..).unwrap_or_default());
                        return (at + 1 + more, left);
                    }
                }
                (bytes.len(), Self::AfterHead { seen, body })
            }
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        {
            let mut state = wire.line.0.lock().unwrap_or_else(PoisonError::into_inner);
            if state.order == Some(Order::Reset) {
                return Poll::Ready(Err(wire.reset()));
            }
            state.reader = Some(context.waker().clone());
        }
        Pin::new(&mut wire.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        let order = wire.line.0.lock().unwrap_or_else(PoisonError::into_inner).order;
        let Some(order) = order else { return Pin::new(&mut wire.stream).poll_write(context, bytes) };
        if order == Order::Reset {
            return Poll::Ready(Err(wire.reset()));
        }
        let (allowed, _) = order.allows(bytes);
        if allowed == 0 && !bytes.is_empty() {
            return Poll::Ready(Err(io::Error::from(io::ErrorKind::BrokenPipe)));
        }
        let allowed = bytes.get(..allowed).unwrap_or_default();
        let written = std::task::ready!(Pin::new(&mut wire.stream).poll_write(context, allowed))?;
        let (_, left) = order.allows(allowed.get(..written).unwrap_or_default());
        wire.line.0.lock().unwrap_or_else(PoisonError::into_inner).order = Some(left);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

impl Connected<IncomingStream<'_, Port>> for Line {
    fn connect_info(stream: IncomingStream<'_, Port>) -> Self {
        stream.io().line.clone()
    }
}

/// Closes the port of a server for a while.
#[derive(Debug, Clone, Default)]
pub(super) struct Gate(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    wishes: Mutex<Vec<(Duration, oneshot::Sender<()>)>>,
    wished: Notify,
    lines: Mutex<Vec<Weak<Mutex<State>>>>,
}

impl Gate {
    /// Closes the port for so long and resets every connection. Once this returns, nobody can connect any more.
    pub(super) async fn close(&self, time: Duration) {
        let (closed, done) = oneshot::channel();
        self.0.wishes.lock().unwrap_or_else(PoisonError::into_inner).push((time, closed));
        self.0.wished.notify_one();
        // An error means that the server stops, which closes the port too.
        let _ = done.await;
        let lines = std::mem::take(&mut *self.0.lines.lock().unwrap_or_else(PoisonError::into_inner));
        lines.into_iter().filter_map(|line| line.upgrade()).for_each(|line| Line(line).reset());
    }

    fn knows(&self, line: &Line) {
        let mut lines = self.0.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.retain(|line| line.strong_count() > 0);
        lines.push(Arc::downgrade(&line.0));
    }
}

/// A port that is listened on, except while its gate is closed.
#[derive(Debug)]
pub(super) struct Port {
    listener: Option<TcpListener>,
    addr: SocketAddr,
    opens_at: Instant,
    gate: Gate,
}

impl Port {
    pub(super) async fn bind(addr: SocketAddr, gate: Gate) -> io::Result<Self> {
        let listener = TcpListener::bind(addr).await?;
        let addr = listener.local_addr()?;
        Ok(Self { listener: Some(listener), addr, opens_at: Instant::now(), gate })
    }

    /// Where it is.
    pub(super) const fn addr(&self) -> SocketAddr {
        self.addr
    }

    fn obey(&mut self) {
        let wishes = std::mem::take(&mut *self.gate.0.wishes.lock().unwrap_or_else(PoisonError::into_inner));
        for (time, closed) in wishes {
            self.listener = None;
            self.opens_at = self.opens_at.max(Instant::now() + time);
            let _ = closed.send(());
        }
    }

    fn open(&self) -> io::Result<TcpListener> {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind(self.addr)?;
        socket.listen(1024)
    }
}

impl Listener for Port {
    type Io = Wire;
    type Addr = SocketAddr;

    // Nothing is lost when this is dropped while it waits.
    async fn accept(&mut self) -> (Wire, SocketAddr) {
        loop {
            self.obey();
            let gate = self.gate.clone();
            let Some(listener) = &self.listener else {
                tokio::select! {
                    () = tokio::time::sleep_until(self.opens_at) => {}
                    () = gate.0.wished.notified() => continue,
                }
                match self.open() {
                    Ok(listener) => self.listener = Some(listener),
                    Err(_) => self.opens_at = Instant::now() + AGAIN,
                }
                continue;
            };
            tokio::select! {
                biased;
                () = gate.0.wished.notified() => {}
                accepted = listener.accept() => match accepted {
                    Ok((stream, addr)) => {
                        let line = Line::default();
                        gate.knows(&line);
                        return (Wire { stream, line }, addr);
                    }
                    // The client went away again, or there are too many open files: both pass.
                    Err(_) => tokio::time::sleep(AGAIN).await,
                },
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.addr)
    }
}

#[cfg(test)]
mod tests {
    use super::Order;

    #[test]
    fn an_answer_is_cut_so_far_into_its_body_however_it_is_written() {
        let text = b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n0123456789";
        for step in 1..text.len() {
            let mut order = Order::AfterHead { seen: 0, body: 4 };
            let mut sent = Vec::new();
            for chunk in text.chunks(step) {
                let (allowed, left) = order.allows(chunk);
                sent.extend_from_slice(&chunk[..allowed]);
                order = left;
            }
            assert_eq!(sent, text[..text.len() - 6], "{step}");
        }
    }
}
