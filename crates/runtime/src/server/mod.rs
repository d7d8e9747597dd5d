//! NOTE: being written by another developer (not the runtime/client one). Do not edit.
