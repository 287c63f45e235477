using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary>Counts the predicted images and those that could not be used.</summary>
internal sealed class PredictionTally
{
    private readonly MlNetDifferenceCounter _mlNetDifferences = new();
    private ImageError? _firstError;

    /// <summary>The number of images.</summary>
    public int Total { get; private set; }

    /// <summary>The number of images that could not be used.</summary>
    public int Rejected { get; private set; }

    /// <summary>The images that plain ML.NET decodes differently.</summary>
    public MlNetDifferences MlNetDifferences => _mlNetDifferences.ToDifferences();

    /// <summary>Counts a prediction.</summary>
    public void Add(ImagePrediction prediction)
    {
        Total++;
        Rejected += prediction.Error is null ? 0 : 1;
        _firstError ??= prediction.Error;
        _mlNetDifferences.Add(prediction.Path, prediction.Traits, prediction.Error);
    }

    /// <summary>Throws if there were no images, or too many that cannot be used.</summary>
    /// <param name="maxBadPercent">The percentage of images that may be unusable.</param>
    /// <exception cref="MlNetCnnException">There were no images, or too many that cannot be used.</exception>
    public void Check(double maxBadPercent)
    {
        if (Total == 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataNoImages, "there are no images to classify",
                expected: $"images, tables of paths, or folders with files ending in {ImagePaths.Extensions}",
                fix: "check the paths");
        }

        if (Rejected * 100.0 > maxBadPercent * Total)
        {
            var limit = maxBadPercent.ToString("0.#", CultureInfo.InvariantCulture);
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataTooManyRejected, Total == 1 ? "the only image cannot be used" : $"{Rejected} of {Total} images cannot be used",
                expected: $"at most {limit} % rejected",
                received: $"first: '{_firstError!.Path}' ({_firstError.Code}: {_firstError.Reason})",
                fix: "the output lists each of them; repair or remove them, or raise --max-bad");
        }
    }
}
