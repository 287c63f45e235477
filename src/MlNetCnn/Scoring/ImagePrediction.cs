using System.Numerics.Tensors;

namespace MlNetCnn;

/// <summary>The prediction of a classifier for one image, or the reason it could not be read.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class ImagePrediction
{
    private readonly IReadOnlyList<string> _classNames;
    private readonly float[] _scores;

    internal ImagePrediction(
        string path, IReadOnlyList<string> classNames, float[] scores, ImageTraits traits = ImageTraits.None, ImageTimings timings = default)
    {
        Path = path;
        _classNames = classNames;
        _scores = scores;
        Traits = traits;
        Timings = timings;
        Best = TensorPrimitives.IndexOfMax<float>(scores);
    }

    internal ImagePrediction(ImageError error, ImageTimings timings = default)
    {
        Path = error.Path;
        Error = error;
        Timings = timings;
        _classNames = [];
        _scores = [];
        Best = -1;
    }

    /// <summary>The file, as specified; empty for an image in memory.</summary>
    public string Path { get; }

    /// <summary>The reason the image was rejected, or null; a rejected image has no label and no scores.</summary>
    public ImageError? Error { get; }

    /// <summary>The unusual traits of the image; none after an error.</summary>
    public ImageTraits Traits { get; }

    /// <summary>How long the image took. All zero for a stream that was rejected before it was queued.</summary>
    public ImageTimings Timings { get; }

    /// <summary>
    /// Whether a plain ML.NET application gets different pixels than these, or, for a truncated file, gets some where this
    /// classifier rejects the file.
    /// </summary>
    public bool DiffersFromMlNet => Traits.HasFlag(ImageTraits.DiffersFromMlNet) || Error?.Code == ErrorCodes.ImageTruncated;

    /// <summary>The probability of each class, in the order of the classifier's class names; empty after an error.</summary>
    public IReadOnlyList<float> Scores => _scores;

    /// <summary>The most probable class.</summary>
    /// <exception cref="InvalidOperationException">The image was rejected.</exception>
    public string Label => _classNames[Checked(Best)];

    /// <summary>The probability of <see cref="Label"/>, 0..1.</summary>
    /// <exception cref="InvalidOperationException">The image was rejected.</exception>
    public float Probability => _scores[Checked(Best)];

    /// <summary>The index of <see cref="Label"/>; -1 after an error.</summary>
    internal int Best { get; }

    /// <summary>Returns the <paramref name="k"/> most probable classes, best first; equal ones in the order of the class names.</summary>
    /// <param name="k">The number of classes, at least 1; a number above the class count returns all.</param>
    public IReadOnlyList<ClassProbability> Top(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return [.. Enumerable.Range(0, _scores.Length).OrderByDescending(i => _scores[i]).Take(k)
            .Select(i => new ClassProbability(_classNames[i], _scores[i]))];
    }

    private int Checked(int index) =>
        Error is null ? index : throw new InvalidOperationException(
            $"{(Path.Length > 0 ? $"'{Path}'" : "the image")} was rejected ({Error.Code}: {Error.Reason}); check Error first");
}
