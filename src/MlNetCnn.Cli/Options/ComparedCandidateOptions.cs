using System.CommandLine;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Options for the compared trainings: every method with every specified backbone, range of layers or architecture.</summary>
internal sealed class ComparedCandidateOptions
{
    private readonly Option<string[]> _methods = new("--methods")
    {
        Description = "Training methods to compare.",
        HelpName = string.Join('|', TrainingMethod.All),
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [.. TrainingMethod.All],
    };

    private readonly BackboneOptions _backbones = new(several: true);
    private readonly NetworkOptions _networks = new(several: true);
    private readonly TrainingCommandOptions _training = new(keepsState: false, several: true);

    /// <summary>Creates the options.</summary>
    public ComparedCandidateOptions() => _methods.AcceptOnlyFromAmong([.. TrainingMethod.All]);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_methods);
        _backbones.AddTo(command);
        _networks.AddTo(command);
        _training.AddTo(command);
    }

    /// <summary>Returns the files among the specified backbones.</summary>
    public IEnumerable<string> Files(ParseResult parse) => _backbones.Files(parse);

    /// <summary>Returns the trainings to compare.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="common">The options that all methods share.</param>
    /// <param name="train">The training images.</param>
    /// <param name="console">Receives messages about downloads, choices and notes.</param>
    /// <param name="cancellationToken">Cancels a download.</param>
    /// <exception cref="MlNetCnnException">Options contradict each other, or a network is not available.</exception>
    public async Task<IReadOnlyList<TrainingCandidate>> ReadAsync(
        ParseResult parse, FeatureTrainingOptions common, ImageDataset train, CommandConsole console, CancellationToken cancellationToken)
    {
        var methods = parse.GetRequiredValue(_methods).Distinct().ToList();
        if (!methods.Contains(TrainingMethod.Scratch))
        {
            _networks.RefuseFor(parse, string.Join(", ", methods));
        }

        var candidates = new List<TrainingCandidate>();
        var backbones = methods is [TrainingMethod.Scratch] ? []
            : await _backbones.ReadAllAsync(parse, new TrainingImages(train, common), console, cancellationToken);
        if (methods.Contains(TrainingMethod.Features))
        {
            candidates.AddRange(backbones.Select(backbone => TrainingCandidate.Features(backbone, common)));
        }

        if (methods.Contains(TrainingMethod.FineTuning))
        {
            candidates.AddRange(
                from backbone in backbones
                from options in _training.ReadFineTunings(parse, common)
                select TrainingCandidate.FineTuning(backbone, options));
        }

        if (methods.Contains(TrainingMethod.Scratch))
        {
            var scratch = _training.ReadScratch(parse, common, null);
            candidates.AddRange(_networks.ReadAll(parse, scratch, null)
                .Select(n => TrainingCandidate.FromScratch(n.Network.With(n.Width, n.Depth), n.Options)));
        }

        return candidates;
    }

    /// <summary>Returns the options that decide the result of a training, as a text that changes only when they do.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="common">The options that all methods share.</param>
    public string Describe(ParseResult parse, FeatureTrainingOptions common)
    {
        var fineTuning = _training.ReadFineTunings(parse, common)[0] with { Unfreeze = LayerRange.Auto };
        var settings = $"{fineTuning}; {_networks.ReadAll(parse, _training.ReadScratch(parse, common, null), null)[0].Options}";

        // The property had this name in earlier builds, whose comparisons can still be resumed.
        return settings.Replace($", {nameof(TrainingOptions.Logger)} = ", ", Log = ", StringComparison.Ordinal);
    }
}
