extern alias cli;

global using cli::MlNetCnn.Cli;
