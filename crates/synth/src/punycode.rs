//! Punycode (RFC 3492), the encoding half: a Unicode label to its `xn--` form.

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;

/// Appends the A-label of `label`, which must hold at least one non-ASCII character and be lower case.
pub(crate) fn push_a_label(label: &[char], out: &mut Vec<u8>) {
    out.extend_from_slice(b"xn--");
    let basic = out.len();
    out.extend(label.iter().filter(|c| c.is_ascii()).map(|&c| c as u8));
    let mut handled = (out.len() - basic) as u32;
    if handled > 0 {
        out.push(b'-');
    }
    let (mut n, mut delta, mut bias, mut first) = (128u32, 0u32, 72u32, true);
    while (handled as usize) < label.len() {
        let next = label.iter().map(|&c| u32::from(c)).filter(|&c| c >= n).min().unwrap_or(n);
        delta += (next - n) * (handled + 1);
        n = next;
        for &c in label {
            let c = u32::from(c);
            if c < n {
                delta += 1;
            } else if c == n {
                push_variable_length(delta, bias, out);
                bias = adapted(delta, handled + 1, first);
                (delta, first) = (0, false);
                handled += 1;
            }
        }
        delta += 1;
        n += 1;
    }
}

fn push_variable_length(delta: u32, bias: u32, out: &mut Vec<u8>) {
    let mut q = delta;
    for k in (BASE..).step_by(BASE as usize) {
        let t = k.saturating_sub(bias).clamp(T_MIN, T_MAX);
        if q < t {
            break;
        }
        out.push(digit(t + (q - t) % (BASE - t)));
        q = (q - t) / (BASE - t);
    }
    out.push(digit(q));
}

const fn digit(value: u32) -> u8 {
    if value < 26 { b'a' + value as u8 } else { b'0' + (value - 26) as u8 }
}

const fn adapted(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > ((BASE - T_MIN) * T_MAX) / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE - T_MIN + 1) * delta / (delta + 38)
}

#[cfg(test)]
mod tests;
