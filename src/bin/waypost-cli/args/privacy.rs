//! The words of `privacy`.

use std::path::PathBuf;

use clap::Subcommand;

/// `privacy …`
#[derive(Debug, Subcommand)]
pub(crate) enum Privacy {
    /// Recode and suppress until everybody is safe, at the least loss
    Anonymise {
        /// The file to anonymise, with a header
        #[arg(long)]
        data: PathBuf,
        /// The folder with a hierarchy file for each quasi-identifier, or a pattern of their names
        #[arg(long, num_args = 1.., required = true)]
        hierarchies: Vec<PathBuf>,
        /// The settings
        #[arg(long)]
        config: PathBuf,
        /// The file to write
        #[arg(long)]
        out: PathBuf,
        /// The report to write
        #[arg(long)]
        report: PathBuf,
        /// Shuffle the rows; without it they are sorted
        #[arg(long)]
        seed: Option<u64>,
    },
    /// Recompute a report from the file that was written and the hierarchies alone
    Certify {
        /// The file that was written
        #[arg(long)]
        data: PathBuf,
        /// Its report
        #[arg(long)]
        report: PathBuf,
        /// The folder with a hierarchy file for each quasi-identifier, or a pattern of their names
        #[arg(long, num_args = 1.., required = true)]
        hierarchies: Vec<PathBuf>,
    },
    /// What could be recognised in a file as it stands
    Risk {
        /// The file, with a header
        #[arg(long)]
        data: PathBuf,
        /// The settings, of which delimiter, quasi-identifiers and k count
        #[arg(long)]
        config: PathBuf,
    },
}
