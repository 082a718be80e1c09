//! An order among all values, and a sort that calls the script back. The engine's own sort drops what a comparison
//! raised, and ends in a panic where a comparison contradicts itself.

use std::cmp::Ordering;

use rhai::{Array, Dynamic};

use super::{DurationValue, TimeValue};
use crate::script::error::Outcome;

/// Orders values of one kind by size, kinds among themselves, and absent values last.
///
/// Values without an order are equal, and keep the order that they have.
pub(crate) fn compare_keys(a: &Dynamic, b: &Dynamic) -> Ordering {
    rank(a).cmp(&rank(b)).then_with(|| within_kind(a, b))
}

fn rank(value: &Dynamic) -> u8 {
    match value {
        _ if value.is_int() || value.is_float() => 0,
        _ if value.is_string() => 1,
        _ if value.is_char() => 2,
        _ if value.is_bool() => 3,
        _ if value.is::<TimeValue>() => 4,
        _ if value.is::<DurationValue>() => 5,
        _ if value.is_unit() => 7,
        _ => 6,
    }
}

fn within_kind(a: &Dynamic, b: &Dynamic) -> Ordering {
    if let (Some(a), Some(b)) = (a.read_lock::<TimeValue>(), b.read_lock::<TimeValue>()) {
        return a.cmp(&b);
    }
    if let (Some(a), Some(b)) = (a.read_lock::<DurationValue>(), b.read_lock::<DurationValue>()) {
        return a.cmp(&b);
    }
    if let (Ok(a), Ok(b)) = (a.as_immutable_string_ref(), b.as_immutable_string_ref()) {
        return a.as_str().cmp(b.as_str());
    }
    if let (Ok(a), Ok(b)) = (a.as_char(), b.as_char()) {
        return a.cmp(&b);
    }
    if let (Ok(a), Ok(b)) = (a.as_bool(), b.as_bool()) {
        return a.cmp(&b);
    }
    match (number(a), number(b)) {
        (Some(left), Some(right)) => left
            .total_cmp(&right)
            .then(a.is_float().cmp(&b.is_float()))
            .then_with(|| a.as_int().ok().cmp(&b.as_int().ok())),
        _ => Ordering::Equal,
    }
}

#[expect(clippy::cast_precision_loss, reason = "what is equal then is told apart as whole numbers")]
fn number(value: &Dynamic) -> Option<f64> {
    value.as_float().ok().or_else(|| value.as_int().ok().map(|whole| whole as f64))
}

/// Sorts by a comparison that may fail. What is equal keeps its order, and whatever the comparison says, it ends.
pub(crate) fn sort(list: Array, is_after: &mut impl FnMut(&Dynamic, &Dynamic) -> Outcome<bool>) -> Outcome<Array> {
    if list.len() < 2 {
        return Ok(list);
    }
    let mut left = list;
    let right = left.split_off(left.len() / 2);
    let (left, right) = (sort(left, is_after)?, sort(right, is_after)?);
    let mut merged = Array::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let next = if is_after(a, b)? { right.next() } else { left.next() };
        merged.extend(next);
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_keys_has_no_contradiction() {
        let big = 1_i64 << 53;
        let keys: Vec<Dynamic> = vec![
            Dynamic::from_int(big + 1),
            Dynamic::from_int(big),
            Dynamic::from_float(9_007_199_254_740_992.0),
            Dynamic::from_float(f64::NAN),
            Dynamic::from_float(-1.5),
            Dynamic::from("a"),
            Dynamic::from_char('a'),
            Dynamic::TRUE,
            Dynamic::UNIT,
            Dynamic::from_array(Array::new()),
        ];
        for a in &keys {
            for b in &keys {
                assert_eq!(compare_keys(a, b), compare_keys(b, a).reverse());
                for c in &keys {
                    if compare_keys(a, b).is_le() && compare_keys(b, c).is_le() {
                        assert!(compare_keys(a, c).is_le(), "{a} {b} {c}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_sort_keeps_equal_things_in_order_and_passes_errors_on() {
        let list: Array = [21_i64, 12, 11, 22].into_iter().map(Dynamic::from_int).collect();
        let by_tens = |value: &Dynamic| value.as_int().unwrap_or(0) / 10;
        let sorted = sort(list.clone(), &mut |a, b| Ok(by_tens(a) > by_tens(b))).unwrap();
        let numbers: Vec<i64> = sorted.iter().filter_map(|value| value.as_int().ok()).collect();
        assert_eq!(numbers, [12, 11, 21, 22]);
        assert!(sort(list, &mut |_, _| Err("no".into())).is_err());
    }
}
