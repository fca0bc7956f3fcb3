//! Today: asks for what waits, and goes where it is told.

use eframe::egui::Ui;

use super::today::{Action, Today};
use crate::{
    base::RecordId,
    service::{
        Ticket,
        query::{
            office::{FormView, ListForms},
            progress::{DraftProgress, Progress},
            today::{Today as AskToday, TodayView},
        },
    },
    ui::{
        action::ShellAction,
        cx::Cx,
        keys::KeyHint,
        loadable::{Loadable, take_ready},
        page::{Desk, Page},
    },
};

/// The screen of today.
#[derive(Debug, Default)]
pub struct TodayPage {
    screen: Today,
    asking: Option<Ticket<TodayView>>,
    forms: Option<Ticket<Vec<FormView>>>,
    progress: Option<Ticket<Vec<(RecordId, Progress)>>>,
    /// How far the drafts are has not been asked yet.
    stale: bool,
}

impl TodayPage {
    /// Asks for what is not here yet. A full queue is asked again at the next frame.
    fn load(&mut self, desk: &Desk) {
        if self.asking.is_none() && self.screen.view == Loadable::Loading {
            self.asking = desk.worker.ask(AskToday).ok();
            if self.asking.is_none() {
                desk.ctx.request_repaint();
            }
        }
        if self.forms.is_none() && self.screen.new.forms == Loadable::Loading {
            self.forms = desk.worker.ask(ListForms).ok();
        }
        // Last: it takes longest, and nothing else waits for it.
        if self.stale
            && let Some(view) = self.screen.view.ready()
        {
            let records = view.drafts.iter().map(|it| it.id).collect();
            self.progress = desk.worker.ask(DraftProgress { records }).ok();
            self.stale = self.progress.is_none();
        }
    }
}

impl Page for TodayPage {
    fn collect(&mut self, desk: &Desk) -> Vec<ShellAction> {
        if let Some(answer) = take_ready(&mut self.asking) {
            self.screen.view = answer.into();
            self.stale = self.screen.view.ready().is_some_and(|it| !it.drafts.is_empty());
        }
        // Without it the lines say how many persons there are, as they do before.
        if let Some(Ok(progress)) = take_ready(&mut self.progress) {
            self.screen.progress = progress.into_iter().collect();
        }
        if let Some(answer) = take_ready(&mut self.forms) {
            self.screen.new.forms = answer.into();
        }
        self.load(desk);
        Vec::new()
    }

    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, _desk: &Desk) -> Vec<ShellAction> {
        match self.screen.ui(ui, cx) {
            Some(Action::Go(route)) => vec![ShellAction::Go(route)],
            Some(Action::Again) => {
                self.screen.view = Loadable::Loading;
                self.screen.new.forms = Loadable::Loading;
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn keys(&self) -> Vec<KeyHint> {
        self.screen.keys()
    }
}
