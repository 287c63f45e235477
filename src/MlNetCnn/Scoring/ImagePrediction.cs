using System.Numerics.Tensors;

namespace MlNetCnn;

/// <summary>What a classifier says of one picture, or why it could not be read.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class ImagePrediction
{
    private readonly IReadOnlyList<string> _classNames;
    private readonly float[] _scores;

    internal ImagePrediction(string path, IReadOnlyList<string> classNames, float[] scores, ImageTraits traits = ImageTraits.None)
    {
        Path = path;
        _classNames = classNames;
        _scores = scores;
        Traits = traits;
        Best = TensorPrimitives.IndexOfMax<float>(scores);
    }

    internal ImagePrediction(ImageError error)
    {
        Path = error.Path;
        Error = error;
        _classNames = [];
        _scores = [];
        Best = -1;
    }

    /// <summary>The file, as it was given.</summary>
    public string Path { get; }

    /// <summary>Why the picture was rejected, or null; a rejected picture has no label and no scores.</summary>
    public ImageError? Error { get; }

    /// <summary>What is unusual about the picture; none after a fault.</summary>
    public ImageTraits Traits { get; }

    /// <summary>
    /// Whether a stock ML.NET application sees other pixels than these, or, of a file that ends early, sees some where this
    /// classifier takes none.
    /// </summary>
    public bool DiffersFromMlNet => Traits.HasFlag(ImageTraits.DiffersFromMlNet) || Error?.Code == ErrorCodes.ImageTruncated;

    /// <summary>The probability of each class, in the order of the classifier's class names; empty after a fault.</summary>
    public IReadOnlyList<float> Scores => _scores;

    /// <summary>The most probable class.</summary>
    /// <exception cref="InvalidOperationException">The picture was rejected.</exception>
    public string Label => _classNames[Checked(Best)];

    /// <summary>The probability of <see cref="Label"/>, 0..1.</summary>
    /// <exception cref="InvalidOperationException">The picture was rejected.</exception>
    public float Probability => _scores[Checked(Best)];

    /// <summary>The index of <see cref="Label"/>; -1 after a fault.</summary>
    internal int Best { get; }

    /// <summary>The <paramref name="k"/> most probable classes, best first; equal ones in the order of the class names.</summary>
    /// <param name="k">At least 1; more than there are classes gives all.</param>
    public IReadOnlyList<ClassProbability> Top(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return [.. Enumerable.Range(0, _scores.Length).OrderByDescending(i => _scores[i]).Take(k)
            .Select(i => new ClassProbability(_classNames[i], _scores[i]))];
    }

    private int Checked(int index) =>
        Error is null ? index : throw new InvalidOperationException($"'{Path}' was rejected ({Error.Code}: {Error.Reason}); look at Fault first");
}
