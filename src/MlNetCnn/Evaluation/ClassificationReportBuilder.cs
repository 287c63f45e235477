using System.Globalization;

namespace MlNetCnn.Evaluation;

/// <summary>Builds a report image by image, so that the scores of all images need not be in memory.</summary>
internal sealed class ClassificationReportBuilder
{
    private const double SmallestProbability = 1e-15;

    private readonly IReadOnlyList<string> _classNames;
    private readonly Dictionary<(int True, int Predicted), int> _cells = [];
    private readonly long[] _countByRank;
    private double _lossSum;
    private int _count;

    /// <summary>Starts a report.</summary>
    /// <param name="classNames">The classes, in the order of the scores.</param>
    /// <exception cref="ArgumentException">There are no classes.</exception>
    public ClassificationReportBuilder(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (classNames.Count == 0)
        {
            throw new ArgumentException("There are no classes to evaluate.", nameof(classNames));
        }

        _classNames = [.. classNames];
        _countByRank = new long[classNames.Count];
    }

    /// <summary>Counts one image.</summary>
    /// <param name="label">Its true class, an index into the class names.</param>
    /// <param name="scores">Its score for each class.</param>
    /// <exception cref="ArgumentException">There is not one score per class, or the class does not exist.</exception>
    /// <exception cref="MlNetCnnException">A score is NaN or infinity.</exception>
    public void Add(int label, ReadOnlySpan<float> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, _classNames.Count);
        if (scores.Length != _classNames.Count)
        {
            throw new ArgumentException($"Expected {_classNames.Count} scores, one per class, received {scores.Length}.", nameof(scores));
        }

        var own = scores[label];
        var best = 0;
        var rank = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (!float.IsFinite(scores[i]))
            {
                throw new MlNetCnnException(
                    ErrorKind.Model, ErrorCodes.ScoresNotFinite, $"image {_count + 1} has a score that is NaN or infinity",
                    expected: "finite scores", received: $"{scores[i].ToString(CultureInfo.InvariantCulture)} for '{_classNames[i]}'",
                    fix: "train again with a smaller learning rate, or check the network's weights");
            }

            best = scores[i] > scores[best] ? i : best;
            rank += scores[i] > own || (scores[i] == own && i < label) ? 1 : 0;
        }

        _cells[(label, best)] = _cells.GetValueOrDefault((label, best)) + 1;
        _countByRank[rank]++;
        _lossSum -= Math.Log(Math.Clamp(own, SmallestProbability, 1));
        _count++;
    }

    /// <summary>Builds the report.</summary>
    /// <param name="unknownLabels">Labels that are not among the classes, with image counts; null for none.</param>
    /// <returns>The report.</returns>
    /// <exception cref="MlNetCnnException">No image was counted.</exception>
    public ClassificationReport Build(IReadOnlyDictionary<string, int>? unknownLabels = null) =>
        _count > 0
            ? new ClassificationReport(
                _classNames, new ConfusionMatrix(_classNames, _cells), _countByRank, _lossSum / _count, unknownLabels ?? new Dictionary<string, int>())
            : throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataNothingToMeasure, "no images are left to evaluate",
                expected: "at least one image with a label that is a class of the model", fix: "check the labels and the rejected files");
}
