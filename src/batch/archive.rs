//! The one kind of tar archive a batch is made of: regular files, nobody's, of no time, and nothing else.
//!
//! Reading is strict and never allocates by what a header claims.

use std::io::Read;

use tar::{EntryType, Header};

use super::BatchError;

const BLOCK: u64 = 512;
/// GNU tar fills up to 20 blocks; more than that after the end is not padding.
const MAX_PADDING: usize = 20 * 512;

/// Writes `members` in their order, then two empty blocks.
///
/// # Errors
///
/// [`BatchError::Unfit`] where a name does not fit a ustar header.
pub(super) fn write_archive<'a>(
    members: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Result<Vec<u8>, BatchError> {
    let mut out = Vec::new();
    for (name, bytes) in members {
        let mut header = Header::new_ustar();
        header
            .set_path(name)
            .map_err(|_err| BatchError::unfit("a file name that is too long", name))?;
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_entry_type(EntryType::Regular);
        header.set_size(len(bytes));
        header.set_cksum();
        out.extend_from_slice(header.as_bytes());
        out.extend_from_slice(bytes);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    Ok(out)
}

/// The length of `bytes` as archives count it.
pub(super) fn len(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// What is done with a member: its name, its size, its content.
pub(super) type Visit<'a> = dyn FnMut(&str, u64, &mut dyn Read) -> Result<(), BatchError> + 'a;

/// Reads an archive to its very end, handing each member to `visit`; what that leaves unread is skipped.
///
/// # Errors
///
/// [`BatchError::Malformed`] for anything but regular files with plain names; [`BatchError::TooLarge`] from
/// `max_members` on; what `visit` answers.
pub(super) fn read_archive(
    source: &mut dyn Read,
    max_members: usize,
    visit: &mut Visit<'_>,
) -> Result<(), BatchError> {
    let mut n_members = 0;
    loop {
        let block = read_block(source)?;
        if block.iter().all(|byte| *byte == 0) {
            return read_padding(source);
        }
        n_members += 1;
        if n_members > max_members {
            return Err(BatchError::TooLarge("members"));
        }
        let (name, size) = read_header(&block)?;
        let mut content = (&mut *source).take(size);
        visit(&name, size, &mut content)?;
        drain(&mut content)?;
        let padding = size.next_multiple_of(BLOCK) - size;
        if drain(&mut (&mut *source).take(padding))? != padding {
            return Err(CUT_OFF);
        }
    }
}

const CUT_OFF: BatchError = BatchError::Malformed("the archive is cut off");

fn read_block(source: &mut dyn Read) -> Result<[u8; 512], BatchError> {
    let mut block = [0; 512];
    source.read_exact(&mut block).map_err(|err| read_error(&err))?;
    Ok(block)
}

/// What a failure to read means: cut off, or what the reader below put into it.
pub(super) fn read_error(err: &std::io::Error) -> BatchError {
    err.get_ref().and_then(|inner| inner.downcast_ref::<BatchError>()).cloned().unwrap_or(CUT_OFF)
}

fn drain(source: &mut dyn Read) -> Result<u64, BatchError> {
    std::io::copy(source, &mut std::io::sink()).map_err(|err| read_error(&err))
}

fn read_padding(source: &mut dyn Read) -> Result<(), BatchError> {
    let mut rest = Vec::new();
    let limit = len(&[0; MAX_PADDING]);
    source.take(limit + 1).read_to_end(&mut rest).map_err(|err| read_error(&err))?;
    if rest.len() < 512 || rest.len() > MAX_PADDING || rest.iter().any(|byte| *byte != 0) {
        return Err(BatchError::Malformed("something after the end of the archive"));
    }
    Ok(())
}

fn read_header(block: &[u8; 512]) -> Result<(String, u64), BatchError> {
    let bad = |what| BatchError::Malformed(what);
    let header = Header::from_byte_slice(block);
    let sum: u32 = block
        .iter()
        .enumerate()
        .map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) })
        .sum();
    if header.cksum().ok() != Some(sum) || header.as_ustar().is_none() {
        return Err(bad("not a ustar header"));
    }
    if header.entry_type() != EntryType::Regular || header.link_name_bytes().is_some() {
        return Err(bad("a member that is no regular file"));
    }
    let name = String::from_utf8(header.path_bytes().into_owned())
        .map_err(|_err| bad("a member name that is not text"))?;
    let size = header.entry_size().map_err(|_err| bad("not a ustar header"))?;
    if size > 1 << 40 {
        return Err(BatchError::TooLarge("one member"));
    }
    Ok((name, size))
}

/// The members of an archive that is in memory, in order, as parts of it.
///
/// # Errors
///
/// As [`read_archive`].
pub(super) fn split_archive(
    archive: &[u8],
    max_members: usize,
) -> Result<Vec<(String, &[u8])>, BatchError> {
    let (mut members, mut rest) = (Vec::new(), archive);
    loop {
        let (block, after) = rest.split_first_chunk::<512>().ok_or(CUT_OFF)?;
        if block.iter().all(|byte| *byte == 0) {
            read_padding(&mut { after })?;
            return Ok(members);
        }
        if members.len() == max_members {
            return Err(BatchError::TooLarge("members"));
        }
        let (name, size) = read_header(block)?;
        let size = usize::try_from(size).map_err(|_err| BatchError::TooLarge("one member"))?;
        let (content, padded) = after.split_at_checked(size).ok_or(CUT_OFF)?;
        rest = padded.get(size.next_multiple_of(512) - size..).ok_or(CUT_OFF)?;
        members.push((name, content));
    }
}

/// Copies one member into memory.
///
/// # Errors
///
/// [`BatchError::TooLarge`] above `limit`, [`BatchError::Malformed`] where it is cut off.
pub(super) fn read_member(
    size: u64,
    content: &mut dyn Read,
    limit: u64,
) -> Result<Vec<u8>, BatchError> {
    if size > limit {
        return Err(BatchError::TooLarge("one member"));
    }
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).map_err(|err| read_error(&err))?;
    if len(&bytes) == size { Ok(bytes) } else { Err(CUT_OFF) }
}
