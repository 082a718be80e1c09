//! The fields of pictures and attached media on the wire.

use serde_json::{Map, Value, json};

use super::category;
use super::extras::{About, Attached, Picture};
use super::facts::time;
use super::fields::APP;
use crate::sandbox::library::shelf::Shelf;

impl About {
    /// When it was made, in whole seconds.
    pub(in crate::sandbox::apsara) fn creation_time(&self) -> String {
        time(self.created_at)
    }

    fn put(&self, object: &mut Map<String, Value>) {
        let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
        put("Title", json!(self.title));
        put("Tags", json!(self.tags));
        put("Status", json!(Self::STATUS));
        put("StorageLocation", json!(self.storage_location));
        put("AppId", json!(APP));
        put("CreationTime", json!(self.creation_time()));
        put("ModificationTime", json!(time(self.updated_at)));
        if let Some(description) = self.description {
            put("Description", json!(description));
        }
    }
}

impl Picture {
    /// Everything that a search can show.
    fn all(&self, library: &Shelf) -> Map<String, Value> {
        let mut object = Map::new();
        self.about.put(&mut object);
        object.insert("ImageId".to_owned(), json!(self.id));
        object.insert("URL".to_owned(), json!(self.url()));
        if let Some(folder) = &self.about.folder {
            object.insert("CateId".to_owned(), json!(category::id(folder)));
            object.insert("CateName".to_owned(), json!(category::name(library, folder)));
        }
        object
    }

    /// The id and the fields that were named.
    pub(in crate::sandbox::apsara) fn found(&self, library: &Shelf, names: &[&str]) -> Map<String, Value> {
        let mut object = self.all(library);
        object.retain(|name, _| name == "ImageId" || names.contains(&name.as_str()));
        object
    }

    /// The picture as `GetImageInfo` shows it, with its size as a text.
    pub(super) fn info(&self, library: &Shelf) -> Map<String, Value> {
        let mut object = self.all(library);
        object.remove("ModificationTime");
        object.insert("ImageType".to_owned(), json!(if self.cover { "cover" } else { "default" }));
        let (width, height) = self.frame;
        let file = json!({
            "FileSize": self.bytes.to_string(),
            "FileURL": self.url(),
            "Width": width,
            "Height": height,
            "OriginalFileName": format!("{}.png", self.about.title),
        });
        object.insert("Mezzanine".to_owned(), file);
        object
    }
}

impl Attached {
    /// Everything but what it is for, which has two names.
    fn all(&self, library: &Shelf) -> Map<String, Value> {
        let mut object = Map::new();
        self.about.put(&mut object);
        object.insert("MediaId".to_owned(), json!(self.id));
        object.insert("URL".to_owned(), json!(self.url()));
        let number = self.about.category().and_then(|number| i64::try_from(number).ok());
        let all = category::categories(library);
        let categories: Vec<Value> =
            all.iter().filter(|one| Some(one.id) == number).map(category::Category::json).collect();
        object.insert("Categories".to_owned(), Value::Array(categories));
        object
    }

    /// The id and the fields that were named.
    pub(in crate::sandbox::apsara) fn found(&self, library: &Shelf, names: &[&str]) -> Map<String, Value> {
        let mut object = self.all(library);
        object.insert("BusinessType".to_owned(), json!(self.business_type));
        object.retain(|name, _| name == "MediaId" || names.contains(&name.as_str()));
        object
    }

    /// The medium as `GetAttachedMediaInfo` shows it.
    pub(super) fn info(&self, library: &Shelf) -> Map<String, Value> {
        let mut object = self.all(library);
        object.insert("Type".to_owned(), json!(self.business_type));
        object
    }
}
