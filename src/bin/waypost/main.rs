//! The window: builds the service, starts the worker, runs eframe.
#![cfg_attr(windows, windows_subsystem = "windows")]

mod preferences;

use std::{path::PathBuf, sync::Arc};

use eframe::egui::ViewportBuilder;
use waypost::{
    service::{Service, Surroundings, Worker, harden, say_only_where_it_panicked},
    ui::{
        app::{App, Opening},
        files::DesktopDialogs,
        page::Desk,
        preferences::Place,
    },
};

use crate::preferences::PreferenceFile;

/// What is freed is wiped: names and passphrases pass through many strings that nobody owns.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> eframe::Result {
    harden();
    say_only_where_it_panicked();
    let folder = office_named();
    let keep = PreferenceFile::of_this_computer();
    let preferences = keep.read();
    let place = preferences.place.unwrap_or_default().within_reason();
    let mut viewport = ViewportBuilder::default()
        .with_app_id("org.waypost.Waypost")
        .with_title("Waypost")
        .with_inner_size(place.size)
        .with_min_inner_size(Place::LEAST)
        .with_maximized(place.maximised);
    if let Some(corner) = place.corner {
        viewport = viewport.with_position(corner);
    }
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    eframe::run_native(
        "waypost",
        options,
        Box::new(move |creation| {
            let ctx = creation.egui_ctx.clone();
            let around = Surroundings::of_this_computer();
            let clock = Arc::clone(&around.clock);
            let service = Service::new(around);
            let wake = ctx.clone();
            let worker = Worker::start(service, move || wake.request_repaint())?;
            let desk = Desk {
                worker: Arc::new(worker),
                clock,
                files: Arc::new(DesktopDialogs),
                ctx: ctx.clone(),
            };
            let opening = Opening { desk, preferences, keep: Box::new(keep), folder };
            Ok(Box::new(App::new(&ctx, opening)))
        }),
    )
}

/// The office's folder: `waypost DIR` or `waypost --office DIR`.
fn office_named() -> Option<PathBuf> {
    let mut words = std::env::args_os().skip(1).filter(|word| word != "--office");
    words.next().map(PathBuf::from)
}
