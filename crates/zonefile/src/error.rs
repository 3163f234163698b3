//! What can be wrong with a record: a kind and a place, formatted only when shown.

use std::fmt;

/// A record or directive that could not be read. `at..end` are byte offsets in the text that was parsed
/// (the split, or the rdata when [`crate::Rdata`] reports it); lines and columns are derived by [`crate::LineCol`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Offset of the first offending byte.
    pub at: usize,
    /// Offset of the first byte of the record or directive that is lost.
    pub record: usize,
}

impl ParseError {
    pub(crate) fn new(kind: ErrorKind, at: usize) -> Self {
        ParseError { kind, at, record: at }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.message())
    }
}

impl std::error::Error for ParseError {}

macro_rules! kinds {
    ($($name:ident $code:literal $message:literal),* $(,)?) => {
        /// What is wrong with a record.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum ErrorKind { $(#[doc = $message] $name),* }

        impl ErrorKind {
            /// Every kind.
            pub const ALL: &[ErrorKind] = &[$(ErrorKind::$name),*];

            /// A stable short name, as it stands in `rejects.parquet`.
            pub fn code(self) -> &'static str {
                match self { $(ErrorKind::$name => $code),* }
            }

            /// One line for people.
            pub fn message(self) -> &'static str {
                match self { $(ErrorKind::$name => $message),* }
            }
        }
    };
}

kinds! {
    UnclosedQuote "unclosed_quote" "a quoted string is not closed on its line",
    UnclosedParen "unclosed_parenthesis" "a parenthesis is never closed",
    UnopenedParen "unopened_parenthesis" "a parenthesis is closed that was never opened",
    BadEscape "bad_escape" "a backslash must be followed by one character or by three digits from 000 to 255",
    RecordTooLong "record_too_long" "a record spans more than a mebibyte",
    ControlByte "control_byte" "a NUL or bare carriage return outside a quoted string",
    EmptyLabel "empty_label" "a domain name has an empty label",
    LabelTooLong "label_too_long" "a label is longer than 63 bytes",
    NameTooLong "name_too_long" "a domain name is longer than 255 bytes",
    RelativeWithoutOrigin "no_origin" "a relative name, and no origin is known",
    NoOwner "no_owner" "the record has no owner and no record before it gives one",
    NoType "no_type" "the record has no type",
    UnknownType "unknown_type" "not an RR type",
    MetaType "meta_type" "a query or meta type cannot stand in a zone",
    MetaClass "meta_class" "a query or reserved class cannot stand in a zone",
    BadTtl "bad_ttl" "not a TTL from 0 to 2147483647",
    NoTtl "no_ttl" "no TTL is stated, by $TTL, a record before it or an SOA",
    QuotedField "quoted_field" "a quoted string stands where a name, number or keyword must",
    MissingField "missing_field" "the record data ends too early",
    TrailingData "trailing_data" "the record data has a field too many",
    BadNumber "bad_number" "not a number in the range of its field",
    BadAddress "bad_address" "not an address of its family",
    BadHex "bad_hex" "not an even number of hexadecimal digits",
    BadBase64 "bad_base64" "not base64",
    BadBase32 "bad_base32" "not base32hex",
    BadTime "bad_time" "not a time as YYYYMMDDHHmmSS or seconds",
    BadKeyword "bad_keyword" "not a keyword of its field",
    BadLength "bad_length" "the data has the wrong length for its type",
    BadParameter "bad_parameter" "a service parameter is malformed, repeated or missing",
    StringTooLong "string_too_long" "a character-string is longer than 255 bytes",
    RdataTooLong "rdata_too_long" "the record data is longer than 65535 bytes",
    BadGenericRdata "bad_generic_rdata" "\\# must be followed by a length and that many bytes in hexadecimal",
    UnknownDirective "unknown_directive" "not a directive ($ORIGIN, $TTL, $INCLUDE, $GENERATE)",
    BadDirective "bad_directive" "the directive has a field too few or too many",
    BadGenerate "bad_generate" "the $GENERATE range or template is malformed",
    GenerateTooLarge "generate_too_large" "the $GENERATE range is larger than allowed",
    IncludeRefused "include_refused" "$INCLUDE is not allowed here",
    IncludeFailed "include_failed" "the included file cannot be read or lies outside the folder of the zone",
}
