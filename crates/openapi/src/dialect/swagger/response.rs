//! Responses: their schema stands in a media type in 3.0, for each type that the operation produces.

use super::media_type::Named;
use super::schema::file;
use super::{Members, Rewriting};
use crate::diagnostic::Code;
use crate::grammar::Kind;
use crate::media_type::MediaType;
use crate::node::Node;
use crate::pointer::Span;

impl Rewriting<'_> {
    /// Rewrites the responses of an operation.
    pub(super) fn operation_responses(&mut self, operation: &Span) {
        let all = operation.join("responses");
        let Some(members) = self.documents.node(&all).and_then(Node::as_map) else {
            return;
        };
        let sites: Vec<Span> = members
            .keys()
            .filter(|key| !key.starts_with("x-"))
            .map(|key| all.join(key))
            .collect();
        let produced = self.media_types(operation, "produces");
        for site in sites {
            let Some(place) = self.target(&site, Kind::Response) else {
                continue;
            };
            let Some(members) = self.documents.node_mut(&place).and_then(Node::as_map_mut) else {
                continue;
            };
            let Some(schema) = members.get_mut("schema") else {
                continue;
            };
            schema.as_map_mut().map(file);
            let names: Vec<String> = produced.iter().map(|(name, _)| name.clone()).collect();
            match self.responses.get(&place) {
                None => {
                    self.response(&place, &produced);
                    self.responses.insert(place, names);
                }
                Some(known) if *known == names || site == place => {}
                Some(_) => self.own_response(&site, &place, &produced),
            }
        }
    }

    /// Gives a response its content.
    fn response(&mut self, place: &Span, produced: &[Named]) {
        if self.documents.node(&place.join("content")).is_some() {
            return;
        }
        let content = self.response_content(place, place, produced);
        if let Some(members) = self.documents.node_mut(place).and_then(Node::as_map_mut) {
            members.insert("content".to_owned(), content);
        }
    }

    /// A response that several operations share and that one of them sends in other media types stands in that one as its own.
    fn own_response(&mut self, site: &Span, place: &Span, produced: &[Named]) {
        let Some(shared) = self.documents.node(place).and_then(Node::as_map) else {
            return;
        };
        let mut own: Members = shared
            .iter()
            .filter(|(key, _)| *key == "description")
            .map(|(key, node)| (key.clone(), node.clone()))
            .collect();
        if let Some(Node::Map(headers)) = shared.get("headers") {
            let at = place.join("headers");
            let headers = headers
                .keys()
                .map(|name| (name.clone(), self.reference(site, &at.join(name))))
                .collect();
            own.insert("headers".to_owned(), Node::Map(headers));
        }
        let content = self.response_content(site, place, produced);
        own.insert("content".to_owned(), content);
        self.documents.sources.moved(site, place);
        if let Some(node) = self.documents.node_mut(site) {
            *node = Node::Map(own);
        }
    }

    /// The content of a response that stands at `at` and has the schema of the one at `place`.
    fn response_content(&mut self, at: &Span, place: &Span, produced: &[Named]) -> Node {
        let schema = place.join("schema");
        let is_file = self.is_binary(&schema);
        let mut names = if self.spend(produced.len(), &schema) {
            produced.to_vec()
        } else {
            Vec::new()
        };
        if names.is_empty() {
            names.push((
                (if is_file {
                    MediaType::OCTET_STREAM
                } else {
                    MediaType::JSON
                })
                .to_owned(),
                schema.clone(),
            ));
        }
        for (name, origin) in names
            .iter_mut()
            .filter(|(name, _)| is_file && MediaType::new(name).is_json())
        {
            let message = format!("a file is no `{name}`; it is handed on as octets");
            self.report.count(
                Code::UnsupportedMediaType,
                origin,
                &message,
                "say in `produces` what the file is",
            );
            MediaType::OCTET_STREAM.clone_into(name);
        }
        let mut content = Members::new();
        for (name, origin) in &names {
            let place = at.join("content").join(name);
            self.documents.sources.made(&place, origin);
            self.documents.sources.moved(&place.join("schema"), &schema);
            content.insert(
                name.clone(),
                Node::Map(Members::from([(
                    "schema".to_owned(),
                    self.reference(at, &schema),
                )])),
            );
        }
        self.documents.sources.made(&at.join("content"), &schema);
        Node::Map(content)
    }
}
