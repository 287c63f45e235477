using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>Every command of the program, in the order of its help.</summary>
internal static class CommandList
{
    /// <summary>Creates the commands.</summary>
    public static IEnumerable<Command> Create(CommandConsole console) =>
    [
        new DemoCommand(console),
        new TrainCommand(console),
        new CompareCommand(console),
        new LearningRateCommand(console),
        new EvaluateCommand(console),
        new PredictCommand(console),
        new ExplainCommand(console),
        new FeatureMapsCommand(console),
        new NetworkCommand(console),
        new EmbedCommand(console),
        new BackbonesCommand(console),
        new DatasetsCommand(console),
        new SummaryCommand(console),
        new AugmentCommand(console),
        new UpgradeCommand(console),
        new DoctorCommand(console),
    ];
}
