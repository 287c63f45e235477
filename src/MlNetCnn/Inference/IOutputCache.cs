namespace MlNetCnn.Inference;

/// <summary>Remembers what a graph gave for a picture, by the content of its file. Safe for use by several threads at once.</summary>
[SharedInternal]
internal interface IOutputCache
{
    /// <summary>Reads the outputs for a file with this content.</summary>
    /// <param name="content">The hash of the file.</param>
    /// <param name="output">Where they go.</param>
    /// <param name="traits">What was noticed when the picture was decoded.</param>
    /// <returns>Whether they were there and whole.</returns>
    bool TryRead(in ContentHash content, Span<float> output, out ImageTraits traits);

    /// <summary>Remembers the outputs.</summary>
    void Add(in ContentHash content, ReadOnlySpan<float> output, ImageTraits traits);
}
