//! The formats of streams.

use proc_macro2::TokenStream;
use quote::quote;
use specwright_openapi::vocabulary::EventData;

use crate::plan::model::response::{Content, StreamFormat};

/// Returns the format of the stream of a response. Content that is not a stream of items is a stream
/// of bytes.
pub fn format(content: &Content) -> TokenStream {
    let format = match content {
        Content::Stream { format, .. } => match format {
            StreamFormat::Events(data) => {
                let data = event_data(*data);
                quote!(Events(#data))
            }
            StreamFormat::Lines => quote!(Lines),
            StreamFormat::Records => quote!(Records),
        },
        _ => quote!(Bytes),
    };
    quote!(::specwright_runtime::stream::Format::#format)
}

/// Returns the kind of the data of events.
pub fn event_data(data: EventData) -> TokenStream {
    let data = match data {
        EventData::Json => quote!(Json),
        EventData::Text => quote!(Text),
        EventData::Whole => quote!(Whole),
    };
    quote!(::specwright_runtime::stream::EventData::#data)
}
