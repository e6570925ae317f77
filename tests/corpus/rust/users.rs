users.rs
use reqwest::{Client, header as h};
#[derive(Debug)] pub struct Users<'a> { http: &'a Client }
impl<'a> Users<'a> {
    async fn all(&self, id: Option<&str>) -> Result<String, E> {
        let url = format!("https://{}.okta.com/api/v1/users/{id:?}", "acme");
        match self.http.get(&url).header("Authorization", concat!("SSWS ", r#"x"#)).send().await? { r if r.ok() => Ok(r.text().await?), _ => Err(E) }
    }
}
macro_rules! m { ($x:expr) => { $x }; }
