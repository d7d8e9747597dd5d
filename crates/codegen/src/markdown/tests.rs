use super::*;

#[test]
fn plain_markdown_is_unchanged() {
    assert_eq!(
        block("A *text* with `code` and a [link](https://example.com/a).\n\n- one\n- two"),
        "A *text* with `code` and a [link](https://example.com/a).\n\n- one\n- two"
    );
}

#[test]
fn code_blocks_are_never_doctests() {
    for text in [
        "```rust\nevil();\n```",
        "~~~\nevil();\n~~~",
        "    evil();",
        "- a\n\n      evil();",
        "> ```\n> evil();",
        "<div>\n~~~rust\nevil();\n~~~",
    ] {
        let written = block(text);
        assert!(is_inert(&written), "{text:?} became {written:?}");
        assert!(written.contains("evil"), "{written:?}");
    }
}

#[test]
fn html_and_unsafe_links_are_inert() {
    for text in [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[x](javascript:alert(1))",
        "[`x`](crate::secret)",
        "[`x`]",
        "[x][y]",
        "![x](http://a.example/b.png)",
        "[a",
        "]( [[ ](",
        "[^1]: note",
        "see http://a.example/x_y.",
        "http://",
        "<!-- comment\n\n-->\n\ntext",
        "&#x202e; &#10; &#13; &#x2028;",
        "[a](https://a.example/&#x202e;b)",
        "|a|b|\n|-|-|\n|<b>c</b>|`d|`|",
    ] {
        for written in [
            block(text),
            summary(text, Position::LineStart),
            super::text(text, Position::MidLine),
        ] {
            assert!(is_inert(&written), "{text:?} became {written:?}");
            assert!(
                !written.contains("javascript:alert(1))")
                    || written.contains('`')
                    || written.contains("\\["),
                "{written:?}"
            );
        }
    }
}

#[test]
fn control_and_bidirectional_characters_are_escaped() {
    assert_eq!(
        clean("a\u{202e}b\rc\r\nd\u{2028}e\0"),
        "a\\u{202e}b\nc\nd\ne\\u{0}"
    );
}

#[test]
fn inline_code_displays_any_text() {
    assert_eq!(code("a`b"), "``a`b``");
    assert_eq!(code("`"), "`` ` ``");
    assert_eq!(code(""), "` `");
    assert_eq!(code("a\nb"), "`a b`");
}

#[test]
fn nesting_is_limited() {
    let written = block(&(">".repeat(2000) + " x"));
    assert!(written.len() < 4000, "{}", written.len());
}

#[test]
fn numbers_are_escaped_only_at_the_start_of_a_line() {
    assert_eq!(text("1.0 beta", Position::MidLine), "1.0 beta");
    assert!(is_inert(&text("1. beta", Position::LineStart)));
}
