use indoc::indoc;
use specwright_openapi::diagnostic::{Code, Diagnostic, Effect, Severity};
use specwright_openapi::pointer::{Pointer, Span};

use super::*;

fn draw(text: &str, pointer: &str, message: &str) -> String {
    let generated = crate::Job::new(crate::Input::text("a.yaml", text))
        .run()
        .unwrap();
    let span = Span::root(Pointer::from_text(pointer));
    let diagnostic = Diagnostic {
        code: Code::WrongType,
        severity: Severity::Error,
        effect: Effect::None,
        message: message.to_owned(),
        span,
        position: None,
        hint: "do this".to_owned(),
    };
    Frames::new(false).draw(&diagnostic, &generated.sources)
}

#[test]
fn a_frame_shows_the_location_and_the_surrounding_lines() {
    let drawn = draw(
        indoc! {"
            a: 1
            b:
              c: xyz
            d: 2
        "},
        "/b/c",
        "`c` is wrong",
    );
    assert_eq!(
        drawn,
        indoc! {"
            error[oas::wrong-type]

              × `c` is wrong
               ╭─[a.yaml:3:6]
             2 │ b:
             3 │   c: xyz
               ·      ─┬─
               ·       ╰── /b/c
             4 │ d: 2
               ╰────
              help: do this
        "}
    );
}

#[test]
fn long_lines_are_truncated_around_the_location() {
    let filler = "x".repeat(100_000);
    let text = format!("{{\"a\": \"{filler}\", \"b\": 17, \"c\": \"{filler}\"}}");
    let drawn = draw(&text, "/b", "`b` is wrong");
    assert!(drawn.contains("[a.yaml:1:100016]"), "{drawn}");
    assert!(drawn.contains("\"b\": 17") && drawn.len() < 1000, "{drawn}");
    let marked = drawn.lines().find(|line| line.contains("17")).unwrap();
    let pointer = drawn.lines().find(|line| line.contains('┬')).unwrap();
    let column = |line: &str, what: &str| line[..line.find(what).unwrap()].chars().count();
    assert_eq!(column(marked, "17"), column(pointer, "─┬"), "{drawn}");
}

#[test]
fn control_characters_of_the_document_are_escaped() {
    let drawn = draw(
        "a: \"\u{202e}\u{200b}\"\nb: \"x\"\n",
        "/b",
        "\u{1b}[2J`b`\n::error::x",
    );
    assert!(
        !drawn.contains(['\u{1b}', '\u{202e}', '\u{200b}']),
        "{drawn:?}"
    );
    assert!(
        !drawn
            .lines()
            .any(|line| line.trim_start().starts_with("::")),
        "{drawn}"
    );
}

#[test]
fn any_location_in_unusual_text_is_drawn() {
    let text = "ä: {b: [1, 2,\r\n 3], ü: \"\u{1f600}\"}\n\n\tlast";
    for offset in 0..=text.len() + 2 {
        for length in [0, 1, 5, 1000] {
            let location = Location {
                file: "x".to_owned(),
                line: 1,
                column: 1,
                offset,
                length,
            };
            let excerpt = Excerpt::new(text, &location);
            miette::SourceCode::read_span(&excerpt, &excerpt.span, 1, 1).unwrap();
        }
    }
}
