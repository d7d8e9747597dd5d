//! QR codes as data URLs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrcode::{Color, EcLevel, QrCode};

/// The light border that readers need, in modules (ISO/IEC 18004 asks for 4).
const QUIET_ZONE: usize = 4;

/// The side of one module in pixels: large enough to be read off a screen, small enough for a data URL.
const SCALE: usize = 4;

/// The text as a QR code: a black and white PNG image of 1 bit a pixel, as a `data:` URL. `None` if the text is longer
/// than a QR code can hold (2,331 bytes at this level of error correction).
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
