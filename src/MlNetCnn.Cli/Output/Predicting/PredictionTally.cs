using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary>How many photos were predicted, and how many of them could not be used.</summary>
internal sealed class PredictionTally
{
    private readonly MlNetDifferenceCounter _mlNetDifferences = new();
    private ImageError? _firstError;

    /// <summary>All of them.</summary>
    public int Total { get; private set; }

    /// <summary>Those that could not be used.</summary>
    public int Rejected { get; private set; }

    /// <summary>Those of which a stock ML.NET application sees other pixels.</summary>
    public MlNetDifferences MlNetDifferences => _mlNetDifferences.ToDifferences();

    /// <summary>Counts one.</summary>
    public void Add(ImagePrediction prediction)
    {
        Total++;
        Rejected += prediction.Error is null ? 0 : 1;
        _firstError ??= prediction.Error;
        _mlNetDifferences.Add(prediction.Path, prediction.Traits, prediction.Error);
    }

    /// <summary>Fails where there was nothing, or too much that cannot be used.</summary>
    /// <param name="maxBadPercent">The share that may be unusable, in percent.</param>
    /// <exception cref="MlNetCnnException">There was more.</exception>
    public void Check(double maxBadPercent)
    {
        if (Total == 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataNoImages, "there is no photo to predict",
                expected: $"photos, tables of paths, or folders with files ending in {ImagePaths.Extensions}",
                fix: "check the paths");
        }

        if (Rejected * 100.0 > maxBadPercent * Total)
        {
            var limit = maxBadPercent.ToString("0.#", CultureInfo.InvariantCulture);
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataTooManyRejected, Total == 1 ? "the one photo cannot be used" : $"{Rejected} of {Total} photos cannot be used",
                expected: $"at most {limit} % rejected",
                received: $"first: '{_firstError!.Path}' ({_firstError.Code}: {_firstError.Reason})",
                fix: "the rows of the output name each of them; repair or remove them, or raise --max-bad");
        }
    }
}
