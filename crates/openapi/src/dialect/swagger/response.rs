//! Responses: `schema` becomes `content`, with each media type that the operation produces.

use super::media_type::Located;
use super::schema::rewrite_file;
use super::{Properties, Rewriter};
use crate::diagnostic::catalogue::swagger as findings;
use crate::grammar::Kind;
use crate::media_type::MediaType;
use crate::node::Node;
use crate::pointer::Span;

impl Rewriter<'_> {
    /// Rewrites the responses of an operation.
    pub(super) fn operation_responses(&mut self, operation: &Span) {
        let all = operation.join("responses");
        let Some(responses) = self.node(&all).and_then(Node::as_map) else {
            return;
        };
        let sites: Vec<Span> = responses
            .keys()
            .filter(|key| !key.starts_with("x-"))
            .map(|key| all.join(key))
            .collect();
        let produced = self.media_types(operation, "produces");
        for site in sites {
            let Some(span) = self.target(&site, Kind::Response) else {
                continue;
            };
            let Some(response) = self.properties_mut(&span) else {
                continue;
            };
            let Some(schema) = response.get_mut("schema") else {
                continue;
            };
            schema.as_map_mut().map(rewrite_file);
            let names = produced.iter().map(|name| name.text.clone());
            let names: Vec<String> = names.collect();
            match self.responses.get(&span) {
                None => {
                    self.response(&span, &produced);
                    self.responses.insert(span, names);
                }
                Some(known) if *known == names || site == span => {}
                Some(_) => self.copied_response(&site, &span, &produced),
            }
        }
    }

    /// Adds the content of a response.
    fn response(&mut self, span: &Span, produced: &[Located]) {
        if self.node(&span.join("content")).is_some() {
            return;
        }
        let content = self.response_content(span, span, produced);
        if let Some(response) = self.properties_mut(span) {
            response.insert("content".to_owned(), content);
        }
    }

    /// Replaces the reference at `site` to a shared response with a copy, because this operation
    /// produces other media types than the operations before it.
    fn copied_response(&mut self, site: &Span, shared: &Span, produced: &[Located]) {
        let Some(response) = self.node(shared).and_then(Node::as_map) else {
            return;
        };
        let mut copy: Properties = response
            .iter()
            .filter(|(key, _)| *key == "description")
            .map(|(key, node)| (key.clone(), node.clone()))
            .collect();
        if let Some(Node::Map(headers)) = response.get("headers") {
            let span = shared.join("headers");
            let headers = headers
                .keys()
                .map(|name| (name.clone(), self.reference_to(site, &span.join(name))))
                .collect();
            copy.insert("headers".to_owned(), Node::Map(headers));
        }
        let content = self.response_content(site, shared, produced);
        copy.insert("content".to_owned(), content);
        self.documents.sources.record_move(site, shared);
        if let Some(node) = self.documents.node_mut(site) {
            *node = Node::Map(copy);
        }
    }

    /// Returns the content of the response at `site`, which uses the schema of the response
    /// `shared`.
    fn response_content(&mut self, site: &Span, shared: &Span, produced: &[Located]) -> Node {
        let schema = shared.join("schema");
        let mut content = Properties::default();
        for media_type in self.response_media_types(&schema, produced) {
            let span = site.join("content").join(&media_type.text);
            let sources = &mut self.documents.sources;
            sources.record_derived(&span, &media_type.span);
            sources.record_move(&span.join("schema"), &schema);
            let reference = self.reference_to(site, &schema);
            let object = Properties::from_iter([("schema".to_owned(), reference)]);
            content.insert(media_type.text, Node::Map(object));
        }
        let span = site.join("content");
        self.documents.sources.record_derived(&span, &schema);
        Node::Map(content)
    }

    /// Returns the media types of a response with the schema at `schema`.
    fn response_media_types(&mut self, schema: &Span, produced: &[Located]) -> Vec<Located> {
        let is_file = self.is_binary(schema);
        if !self.spend_media_types(produced.len(), schema) || produced.is_empty() {
            let default = if is_file {
                MediaType::OCTET_STREAM
            } else {
                MediaType::JSON
            };
            return vec![Located::new(default, schema)];
        }
        let mut media_types = produced.to_vec();
        for media_type in &mut media_types {
            if is_file && MediaType::new(&media_type.text).is_json() {
                let finding = findings::file_is_not_json(&media_type.text);
                self.report.add(&media_type.span, finding);
                MediaType::OCTET_STREAM.clone_into(&mut media_type.text);
            }
        }
        media_types
    }
}
