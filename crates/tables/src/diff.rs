pub use self::placeholder::*;
mod placeholder {
    //! x
}
