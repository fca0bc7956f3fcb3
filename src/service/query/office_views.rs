//! How the questions about the office are answered.

use super::{
    super::{
        Service, ServiceError, SessionView,
        casework::step_of,
        command::forms::definition,
        library::{by_language, prefix},
        permission::Permission,
        request::Request,
    },
    office::{
        CheckForm, DestinationView, FormCheck, FormView, Headquarters, HeadquartersView, ListForms,
        ListPeople, ListPlaces, OpenForm, OpenedForm, PersonView, Places, ReadProfile,
        SearchPlaces, Settings, SettingsView, Signer, SignerView, WhoAmI,
    },
};
use crate::{
    assets,
    base::FormKey,
    batch::{OfficeProfile, SignerPublic},
    cases::State,
    forms::{Severity, compile},
    vault::VaultError,
};

impl Request for WhoAmI {
    type Answer = Option<SessionView>;
    const NEEDS: Permission = Permission::Anybody;

    fn handle(self, service: &mut Service) -> Result<Self::Answer, ServiceError> {
        // Nobody is at the keyboard of a locked office.
        Ok(service.session().ok().cloned())
    }
}

impl Request for ListPeople {
    type Answer = Vec<PersonView>;
    const NEEDS: Permission = Permission::Administer;

    fn handle(self, service: &mut Service) -> Result<Vec<PersonView>, ServiceError> {
        let people = service.office()?.vault.people()?;
        let view = |it: crate::vault::Person| PersonView {
            id: it.id,
            login: it.login,
            name: it.name,
            roles: it.roles,
            compartments: it.compartments.iter().map(ToString::to_string).collect(),
            active: it.active,
        };
        Ok(people.into_iter().map(view).collect())
    }
}

impl Request for ReadProfile {
    type Answer = HeadquartersView;
    const NEEDS: Permission = Permission::Anybody;

    fn handle(self, _: &mut Service) -> Result<HeadquartersView, ServiceError> {
        view_of_profile(&OfficeProfile::read(&self.profile, &self.signature)?)
    }
}

fn view_of_profile(profile: &OfficeProfile) -> Result<HeadquartersView, ServiceError> {
    Ok(HeadquartersView {
        profile: profile.profile_seq,
        office: profile.office.clone(),
        root: profile.root.clone(),
        fingerprint: profile.fingerprint()?,
        recipients: profile.hq_recipients.iter().map(|it| it.age_pk.clone()).collect(),
        destinations: profile
            .destinations
            .iter()
            .map(|it| DestinationView {
                id: it.id.clone(),
                purpose: it.purpose.clone(),
                profile: it.profile.clone(),
            })
            .collect(),
    })
}

impl Request for Headquarters {
    type Answer = Option<HeadquartersView>;
    const NEEDS: Permission = Permission::Unlocked;

    fn handle(self, service: &mut Service) -> Result<Self::Answer, ServiceError> {
        let Some(pinned) = service.office()?.vault.headquarters()? else { return Ok(None) };
        // Its signature was checked when it was pinned; since then the keyring's own vouches for it.
        let profile =
            serde_json::from_slice(&pinned.profile).map_err(|_err| VaultError::HeaderDamaged)?;
        view_of_profile(&profile).map(Some)
    }
}

impl Request for Signer {
    type Answer = SignerView;
    const NEEDS: Permission = Permission::Unlocked;

    fn handle(self, service: &mut Service) -> Result<SignerView, ServiceError> {
        let public = SignerPublic::parse(&service.office()?.vault.batch_public_key()?)?;
        Ok(SignerView { public_key: public.text(), fingerprint: public.fingerprint() })
    }
}

impl Request for SearchPlaces {
    type Answer = Places;
    const NEEDS: Permission = Permission::Unlocked;

    fn handle(self, service: &mut Service) -> Result<Places, ServiceError> {
        let places = &service.office()?.places;
        Ok(places.search(&self.text, self.inside.as_deref(), self.level, self.limit))
    }
}

impl Request for ListPlaces {
    type Answer = Places;
    const NEEDS: Permission = Permission::Unlocked;

    fn handle(self, service: &mut Service) -> Result<Places, ServiceError> {
        Ok(service.office()?.places.all().collect())
    }
}

impl Request for ListForms {
    type Answer = Vec<FormView>;
    const NEEDS: Permission = Permission::Unlocked;

    fn handle(self, service: &mut Service) -> Result<Vec<FormView>, ServiceError> {
        let office = service.office()?;
        let mut views = Vec::new();
        for row in office.library.offered() {
            let facts = office.facts(&row.key)?;
            let taken = office.takes(&row.compartment);
            let step = step_of(&row.key.id.0);
            let later = step.is_some_and(|it| !it.opens());
            let lines = office.index()?.lines();
            let ours = || lines.iter().filter(|it| it.row.form.id == row.key.id);
            let records = ours().count();
            let approved = ours().filter(|it| it.state == State::Approved).count();
            views.push(FormView {
                title: facts.title.clone(),
                compartment: row.compartment.to_string(),
                questions: facts.questions,
                languages: facts.languages.clone(),
                records,
                approved,
                may_enter: taken && office.session.may(Permission::Enter),
                continues_case: later,
                exportable: facts.exportable && !step.is_some_and(|it| it.in_summary && later),
                built_in: assets::form(&row.key.id.0).is_some(),
                prefix: prefix(&row.key.id),
                key: row.key,
            });
        }
        Ok(views)
    }
}

impl Request for OpenForm {
    type Answer = OpenedForm;
    const NEEDS: Permission = Permission::Unlocked;

    fn handle(self, service: &mut Service) -> Result<OpenedForm, ServiceError> {
        let office = service.office()?;
        let key = match self.version {
            Some(version) => FormKey { id: self.id, version },
            None => office.library.current(&self.id)?.key.clone(),
        };
        office.form(&key)
    }
}

impl Request for CheckForm {
    type Answer = FormCheck;
    const NEEDS: Permission = Permission::Anybody;

    fn handle(self, _: &mut Service) -> Result<FormCheck, ServiceError> {
        let (form, findings) = compile(&definition(&self.source)?);
        Ok(FormCheck {
            runs: findings.iter().all(|it| it.severity != Severity::Error),
            questions: form.questions().count(),
            title: by_language(&form, &form.title),
            key: form.key(),
            findings,
        })
    }
}

impl Request for Settings {
    type Answer = SettingsView;
    const NEEDS: Permission = Permission::Unlocked;

    fn handle(self, service: &mut Service) -> Result<SettingsView, ServiceError> {
        let office = &service.session()?.office;
        Ok(SettingsView { idle_lock_minutes: office.idle_lock_minutes })
    }
}
