//! People of the office.

use super::{
    super::{
        Needed, Service, ServiceError, Thing,
        permission::Permission,
        query::office::{ListPeople, PersonView},
        request::{Command, Request},
    },
    office::name_or_login,
};
use crate::{
    base::{Role, Sensitive},
    vault::NewPerson,
};

/// Adds somebody. They type their own passphrase at this keyboard.
#[derive(Clone, Debug)]
pub struct AddPerson {
    /// Their login.
    pub login: String,
    /// Their name; the login where empty.
    pub name: Sensitive<String>,
    /// What they do.
    pub roles: Vec<Role>,
    /// Compartments they are cleared for; whoever adds them must hold these.
    pub compartments: Vec<String>,
    /// Their passphrase.
    pub passphrase: Sensitive<String>,
}

/// Removes somebody: their slot and their keys go. What they read stays read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovePerson {
    /// Their login.
    pub login: String,
}

impl Request for AddPerson {
    type Answer = PersonView;
    const NEEDS: Permission = Permission::Administer;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<PersonView, ServiceError> {
        if self.login.trim().is_empty() {
            return Err(ServiceError::Missing { what: Needed::Login });
        }
        if self.roles.is_empty() {
            return Err(ServiceError::Missing { what: Needed::Role });
        }
        let cost = service.cost()?;
        let office = service.office()?;
        let compartments =
            self.compartments.iter().map(|it| office.compartment(it)).collect::<Result<_, _>>()?;
        let new = NewPerson {
            name: name_or_login(&self.name, &self.login),
            login: self.login,
            roles: self.roles,
            compartments,
            passphrase: self.passphrase,
        };
        let id = office.vault.add_person(&new, cost)?;
        office.refresh()?;
        let people = service.ask(ListPeople)?;
        people
            .into_iter()
            .find(|it| it.id == id)
            .ok_or(ServiceError::Unknown { what: Thing::Person })
    }
}

impl Command for AddPerson {
    const AUDIT_NAME: &'static str = "office.people.add";
}

impl Request for RemovePerson {
    type Answer = ();
    const NEEDS: Permission = Permission::Administer;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<(), ServiceError> {
        let office = service.office()?;
        let person =
            office.vault.people()?.into_iter().find(|it| it.active && it.login == self.login);
        let person = person.ok_or(ServiceError::Unknown { what: Thing::Person })?;
        let others =
            office.vault.people()?.into_iter().filter(|it| it.active && it.id != person.id);
        if !others.into_iter().any(|it| it.is(Role::Administrator)) {
            return Err(ServiceError::LastAdministrator);
        }
        office.vault.remove_person(person.id)?;
        office.refresh()
    }
}

impl Command for RemovePerson {
    const AUDIT_NAME: &'static str = "office.people.remove";
}
