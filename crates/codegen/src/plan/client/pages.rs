//! Methods that return the pages and the items of a list.

use specwright_openapi::ir::Operation;

use crate::config::{NextPageKind, PagesConfig};
use crate::plan::context::Context;
use crate::plan::model::client::Outcome;
use crate::plan::model::operation::OperationPlan;
use crate::plan::model::pages::{CursorTargetPlan, NextPagePlan, PagesPlan};
use crate::plan::model::parameter::WireParameter;
use crate::plan::model::response::Content;
use crate::plan::model::ty::RustType;
use crate::plan::{content, pages};

/// Plans the pages of an operation, if the configuration describes them. A description that does not
/// fit the document has been reported.
pub(super) fn plan(
    context: Context<'_>,
    operation: &Operation,
    common: &OperationPlan,
    outcome: &Outcome,
) -> Option<PagesPlan> {
    let config = context.config.operations.get(&operation.id)?;
    let config = config.pages.as_ref()?;
    let found = pages::find(context.api, operation, config).ok()?;
    let Outcome::One(success) = outcome else {
        return None;
    };
    let is_page = success.response.status == found.response.status;
    if !is_page || !matches!(success.response.content, Content::Json { .. }) {
        return None;
    }
    let item = content::json_type(context.types, Some(found.item));
    Some(PagesPlan {
        next: next(common, config)?,
        items: found.items,
        more: config.more.clone(),
        item: match context.types.is_foreign(&item) {
            true => RustType::Value,
            false => item,
        },
        response: success.response.clone(),
        statuses: success.statuses.clone(),
    })
}

fn next(common: &OperationPlan, config: &PagesConfig) -> Option<NextPagePlan> {
    let parameter = || -> Option<WireParameter> {
        let name = config.parameter.as_ref()?;
        let mut parameters = common.parameters.iter();
        let parameter = parameters.find(|it| it.wire.name == *name)?;
        Some(parameter.wire.clone())
    };
    let from = config.from.clone();
    Some(match config.next {
        NextPageKind::Link => NextPagePlan::Link,
        NextPageKind::Url => NextPagePlan::Url(from?),
        NextPageKind::Cursor => NextPagePlan::Cursor {
            from: from?,
            to: match &config.property {
                Some(property) => CursorTargetPlan::Property(property.clone()),
                None => CursorTargetPlan::Parameter(parameter()?),
            },
        },
        NextPageKind::Offset => NextPagePlan::Offset(parameter()?),
        NextPageKind::Number => NextPagePlan::Number {
            parameter: parameter()?,
            first: config.first.unwrap_or(1),
        },
    })
}
