use super::*;

#[test]
fn plain_markdown_stays_what_it_is() {
    assert_eq!(
        block("A *text* with `code` and a [link](https://example.com/a).\n\n- one\n- two"),
        "A *text* with `code` and a [link](https://example.com/a).\n\n- one\n- two"
    );
}

#[test]
fn code_is_never_a_doctest() {
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
fn html_and_links_do_nothing() {
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
            summary(text, Place::Start),
            super::text(text, Place::Within),
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
fn characters_that_reorder_or_end_lines_are_spelled_out() {
    assert_eq!(
        clean("a\u{202e}b\rc\r\nd\u{2028}e\0"),
        "a\\u{202e}b\nc\nd\ne\\u{0}"
    );
}

#[test]
fn code_holds_any_text() {
    assert_eq!(code("a`b"), "``a`b``");
    assert_eq!(code("`"), "`` ` ``");
    assert_eq!(code(""), "` `");
    assert_eq!(code("a\nb"), "`a b`");
}

#[test]
fn deep_nesting_is_bounded() {
    let written = block(&(">".repeat(2000) + " x"));
    assert!(written.len() < 4000, "{}", written.len());
}

#[test]
fn a_number_is_escaped_only_where_it_begins_a_list() {
    assert_eq!(text("1.0 beta", Place::Within), "1.0 beta");
    assert!(is_inert(&text("1. beta", Place::Start)));
}
