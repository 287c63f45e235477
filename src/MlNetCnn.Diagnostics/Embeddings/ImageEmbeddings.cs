using System.Numerics.Tensors;

namespace MlNetCnn.Diagnostics;

/// <summary>Pictures as feature vectors, float32, in the order in which they were listed.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class ImageEmbeddings
{
    private readonly string[] _paths;
    private readonly FeatureTable _table;

    internal ImageEmbeddings(string[] paths, FeatureTable table) => (_paths, _table) = (paths, table);

    /// <summary>The files, those that were rejected included.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Features of one picture.</summary>
    public int Length => _table.Length;

    /// <summary>The files that were rejected, and why.</summary>
    public IReadOnlyCollection<ImageError> Errors => _table.Errors;

    /// <summary>The features of a picture; none where it was rejected, and <see cref="Error"/> says why.</summary>
    /// <param name="index">Its place in <see cref="Paths"/>.</param>
    public ReadOnlySpan<float> Features(int index) => _table.Error(index) is null ? _table.Row(index) : [];

    /// <summary>Why a picture was rejected, or null.</summary>
    /// <param name="index">Its place in <see cref="Paths"/>.</param>
    public ImageError? Error(int index) => _table.Error(index);

    /// <summary>The pictures that are most similar to a vector, the best first; equal ones in the order of the list.</summary>
    /// <param name="query">Features of <see cref="Length"/> numbers, of the same network.</param>
    /// <param name="count">At least 1; more than there are pictures gives all.</param>
    /// <remarks>Similar by the cosine of the angle between both, -1..1: how strong the features are does not count.</remarks>
    /// <exception cref="ArgumentException">The vector has another length.</exception>
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
                // A picture without any feature has no direction; it is like nothing.
                var cosine = TensorPrimitives.CosineSimilarity(query, _table.Row(i));
                similarities.Add(new ImageNeighbor(_paths[i], float.IsFinite(cosine) ? cosine : 0));
            }
        }

        return [.. similarities.OrderByDescending(neighbor => neighbor.Similarity).Take(count)];
    }
}
