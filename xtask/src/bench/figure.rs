//! The figures that are measured, and their units.

/// A step of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Phase {
    /// Generating types and client.
    Generate,
    /// `cargo check` of types and client.
    Check,
    /// `cargo build --release` of types, client and a program with three operations.
    Build,
    /// Counting types and lines.
    Size,
}

/// A measured quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// Duration of the generator.
    GenerateTime,
    /// Peak memory of the generator.
    GenerateMemory,
    /// Number of structs and enums in types and client.
    Types,
    /// Number of lines of types and client.
    Lines,
    /// Duration of `cargo check`.
    CheckTime,
    /// Peak memory of the largest `rustc` of `cargo check`.
    CheckMemory,
    /// Duration of the release build.
    BuildTime,
    /// Peak memory of the largest `rustc` of the release build.
    BuildMemory,
    /// Size of the program.
    BinarySize,
}

/// The unit of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
    /// A number of things.
    Count,
}

impl Phase {
    /// All phases, in the order in which they run. The first two need little memory of this process,
    /// whose own peak is a lower bound of the peak that the system reports for a child.
    pub const ALL: [Self; 4] = [Self::Generate, Self::Check, Self::Build, Self::Size];
}

impl Figure {
    /// All figures, in the order of the table.
    pub const ALL: [Self; 9] = [
        Self::GenerateTime,
        Self::GenerateMemory,
        Self::Types,
        Self::Lines,
        Self::CheckTime,
        Self::CheckMemory,
        Self::BuildTime,
        Self::BuildMemory,
        Self::BinarySize,
    ];

    /// Returns the title of the row.
    pub fn title(self) -> &'static str {
        match self {
            Self::GenerateTime => "generation, time",
            Self::GenerateMemory => "generation, peak memory",
            Self::Types => "types",
            Self::Lines => "lines of types and client",
            Self::CheckTime => "cargo check, time",
            Self::CheckMemory => "cargo check, largest rustc",
            Self::BuildTime => "release build, time",
            Self::BuildMemory => "release build, largest rustc",
            Self::BinarySize => "release build, binary size",
        }
    }

    /// Returns the name in JSON, which includes the unit.
    pub fn key(self) -> &'static str {
        match self {
            Self::GenerateTime => "generate_seconds",
            Self::GenerateMemory => "generate_peak_bytes",
            Self::Types => "types",
            Self::Lines => "lines",
            Self::CheckTime => "check_seconds",
            Self::CheckMemory => "check_peak_bytes",
            Self::BuildTime => "build_seconds",
            Self::BuildMemory => "build_peak_bytes",
            Self::BinarySize => "binary_bytes",
        }
    }

    /// Returns the unit.
    pub fn unit(self) -> Unit {
        match self {
            Self::GenerateTime | Self::CheckTime | Self::BuildTime => Unit::Seconds,
            Self::Types | Self::Lines => Unit::Count,
            _ => Unit::Bytes,
        }
    }

    /// Returns the phase that measures the figure.
    pub fn phase(self) -> Phase {
        match self {
            Self::GenerateTime | Self::GenerateMemory => Phase::Generate,
            Self::Types | Self::Lines => Phase::Size,
            Self::CheckTime | Self::CheckMemory => Phase::Check,
            Self::BuildTime | Self::BuildMemory | Self::BinarySize => Phase::Build,
        }
    }
}

impl Unit {
    /// Writes a value with three significant digits and its unit. Counts are exact.
    pub fn format(self, value: f64) -> String {
        match self {
            Self::Seconds => format!("{} s", significant(value)),
            Self::Bytes if value >= 1e9 => format!("{} GB", significant(value / 1e9)),
            Self::Bytes => format!("{} MB", significant(value / 1e6)),
            Self::Count => group_digits(&format!("{value:.0}")),
        }
    }
}

/// Writes a number with three significant digits, and at most two after the point.
pub fn significant(value: f64) -> String {
    let decimals = match value.abs() {
        value if value < 9.995 => 2,
        value if value < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

/// Separates groups of three digits by commas.
pub fn group_digits(digits: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_three_significant_digits_and_a_unit() {
        assert_eq!(Unit::Seconds.format(1.164), "1.16 s");
        assert_eq!(Unit::Seconds.format(37.94), "37.9 s");
        assert_eq!(Unit::Seconds.format(313.2), "313 s");
        assert_eq!(Unit::Bytes.format(98_400_000.0), "98.4 MB");
        assert_eq!(Unit::Bytes.format(1_840_000_000.0), "1.84 GB");
        assert_eq!(Unit::Count.format(4_032.0), "4,032");
        assert_eq!(Unit::Count.format(143_592.0), "143,592");
        assert_eq!(Unit::Count.format(12.0), "12");
    }
}
