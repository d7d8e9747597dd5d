//! QR codes as data URLs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrcode::{Color, EcLevel, QrCode};

/// The width of the light border, in modules (ISO/IEC 18004 requires 4).
const QUIET_ZONE: usize = 4;

/// The side of one module, in pixels: large enough for cameras, small enough for a data URL.
const SCALE: usize = 4;

/// Encodes text as a QR code in a `data:` URL: a PNG image with 1 bit per pixel. Returns `None` if
/// the text exceeds the capacity of a QR code (2,331 bytes at this level of error correction).
pub fn data_url(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let image = png(&code)?;
    Some(format!("data:image/png;base64,{}", STANDARD.encode(image)))
}

fn png(code: &QrCode) -> Option<Vec<u8>> {
    let modules = code.width();
    let colors = code.to_colors();
    let side = (modules + 2 * QUIET_ZONE) * SCALE;
    let row_bytes = side.div_ceil(8);
    let mut pixels = vec![0xFF_u8; row_bytes * side];
    for (index, _) in colors
        .iter()
        .enumerate()
        .filter(|(_, color)| **color == Color::Dark)
    {
        let left = (index % modules + QUIET_ZONE) * SCALE;
        let top = (index / modules + QUIET_ZONE) * SCALE;
        for y in top..top + SCALE {
            for x in left..left + SCALE {
                pixels[y * row_bytes + x / 8] &= !(0x80 >> (x % 8));
            }
        }
    }

    let side = u32::try_from(side).ok()?;
    let mut image = Vec::new();
    let mut encoder = png::Encoder::new(&mut image, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(image)
}
