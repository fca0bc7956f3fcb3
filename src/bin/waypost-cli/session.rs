//! Who asks: the vault is unlocked for one command.

use std::{io::BufRead as _, path::Path};

use waypost::{
    base::Sensitive,
    service::{Service, Surroundings, command::office::Unlock},
};
use zeroize::Zeroizing;

use crate::{args::Who, failure::Failure, files, reply, stop};

/// A service with no vault open.
pub(crate) fn service() -> Service {
    Service::new(Surroundings::of_this_computer())
}

/// The service, unlocked for `who`.
pub(crate) fn unlock(who: &Who) -> Result<Service, Failure> {
    let passphrase = passphrase(who.passphrase_file.as_deref())?;
    let mut service = service();
    let progress = stop::begun();
    let unlock = Unlock { folder: who.office.clone(), login: who.login.clone(), passphrase };
    reply::note(service.ask(unlock)?.notices);
    progress.check()?;
    Ok(service)
}

/// The first line of the file, of standard input for `-`, or what is typed at the terminal.
pub(crate) fn passphrase(file: Option<&Path>) -> Result<Sensitive<String>, Failure> {
    let text = match file {
        None => Zeroizing::new(
            rpassword::prompt_password("passphrase: ").map_err(|_err| Failure::NoTerminal)?,
        ),
        Some(path) if path == Path::new("-") => {
            let mut line = Zeroizing::new(String::new());
            std::io::stdin()
                .lock()
                .read_line(&mut line)
                .map_err(|_err| Failure::Unreadable("-".to_owned()))?;
            line
        }
        Some(path) => files::read_text(path)?,
    };
    let first = text.lines().next().unwrap_or_default();
    Ok(Sensitive::new(first.to_owned()))
}
