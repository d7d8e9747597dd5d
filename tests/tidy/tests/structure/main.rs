//! The structural rules of the repository.

mod cycles;
mod dependencies;
mod layers;
mod leftovers;
mod sizes;
