using System.Globalization;

namespace MlNetCnn.Evaluation;

/// <summary>Gathers a report picture by picture, so that the scores of all pictures need not be kept.</summary>
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
    /// <exception cref="ArgumentException">There is no class.</exception>
    public ClassificationReportBuilder(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (classNames.Count == 0)
        {
            throw new ArgumentException("There is no class to measure.", nameof(classNames));
        }

        _classNames = [.. classNames];
        _countByRank = new long[classNames.Count];
    }

    /// <summary>Counts one picture.</summary>
    /// <param name="label">Its true class, an index into the class names.</param>
    /// <param name="scores">Its score for each class.</param>
    /// <exception cref="ArgumentException">There is not one score per class, or no such class.</exception>
    /// <exception cref="MlNetCnnException">A score is no finite number.</exception>
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
                    ErrorKind.Model, ErrorCodes.ScoresNotFinite, $"picture {_count + 1} has a score that is no finite number",
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

    /// <summary>Ends the report.</summary>
    /// <param name="unknownLabels">Labels that are none of the classes, with their numbers of pictures; null for none.</param>
    /// <returns>The report.</returns>
    /// <exception cref="MlNetCnnException">No picture was counted.</exception>
    public ClassificationReport Build(IReadOnlyDictionary<string, int>? unknownLabels = null) =>
        _count > 0
            ? new ClassificationReport(
                _classNames, new ConfusionMatrix(_classNames, _cells), _countByRank, _lossSum / _count, unknownLabels ?? new Dictionary<string, int>())
            : throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataNothingToMeasure, "no picture is left to measure on",
                expected: "at least one picture with a label that the model knows", fix: "check the labels and the rejected files");
}
