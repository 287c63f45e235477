using System.Numerics.Tensors;

namespace MlNetCnn.Diagnostics;

/// <summary>Feature vectors of images, float32, in the order of the listed files.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class ImageEmbeddings
{
    private readonly string[] _paths;
    private readonly FeatureTable _table;

    internal ImageEmbeddings(string[] paths, FeatureTable table) => (_paths, _table) = (paths, table);

    /// <summary>The files, including rejected ones.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>The number of features per image.</summary>
    public int Length => _table.Length;

    /// <summary>The rejected files with the reasons.</summary>
    public IReadOnlyCollection<ImageError> Errors => _table.Errors;

    /// <summary>Returns the features of an image; empty if it was rejected, and <see cref="Error"/> has the reason.</summary>
    /// <param name="index">The index in <see cref="Paths"/>.</param>
    public ReadOnlySpan<float> Features(int index) => _table.Error(index) is null ? _table.Row(index) : [];

    /// <summary>Returns the reason why an image was rejected, or null.</summary>
    /// <param name="index">The index in <see cref="Paths"/>.</param>
    public ImageError? Error(int index) => _table.Error(index);

    /// <summary>Returns the images most similar to a vector, the best first; ties in the order of the list.</summary>
    /// <param name="query">A vector of <see cref="Length"/> features from the same network.</param>
    /// <param name="count">The number of images, at least 1; a number larger than that of the images returns all.</param>
    /// <remarks>Similarity is the cosine of the angle between the vectors, -1..1; it does not depend on their lengths.</remarks>
    /// <exception cref="ArgumentException">The vector has a different length.</exception>
    public IReadOnlyList<ImageNeighbor> Nearest(ReadOnlySpan<float> query, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (query.Length != Length)
        {
            throw new ArgumentException($"expected {Length} features, received {query.Length}", nameof(query));
        }

        var similarities = new List<ImageNeighbor>(_paths.Length);
        for (var i = 0; i < _paths.Length; i++)
        {
            if (_table.Error(i) is null)
            {
                // A zero vector has no direction, so it is similar to nothing.
                var cosine = TensorPrimitives.CosineSimilarity(query, _table.Row(i));
                similarities.Add(new ImageNeighbor(_paths[i], float.IsFinite(cosine) ? cosine : 0));
            }
        }

        return [.. similarities.OrderByDescending(neighbor => neighbor.Similarity).Take(count)];
    }
}
