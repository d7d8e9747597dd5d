//! The schema that is being lowered.

use super::table::Job;
use crate::lower::keywords::Keywords;
use crate::lower::scope::Scope;

/// The schema that is being lowered.
#[derive(Clone, Copy)]
pub(in crate::lower) struct Subject<'a> {
    /// The merged keywords.
    pub keywords: &'a Keywords,
    pub job: &'a Job,
    /// The scope of schemas inside it.
    pub scope: &'a Scope,
}
