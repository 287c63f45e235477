using System.Buffers;

namespace MlNetCnn.AspNetCore.OpenInference;

/// <summary>A request to classify images, read from its body.</summary>
/// <remarks>Dispose it after the last use of <see cref="Values"/>.</remarks>
internal sealed class InferRequest : IDisposable
{
    public const string Image = "image";
    public const string Pixels = "pixels";
    public const string Score = "Score";
    public const string PredictedLabel = "PredictedLabel";

    private float[] _values = [];

    /// <summary>The identifier of the client, or null.</summary>
    public string? Id { get; set; }

    /// <summary>The time from the arrival of the request in which it must be answered, or null.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>The number of images.</summary>
    public int Count { get; set; }

    /// <summary>The image files; null if <see cref="Values"/> are the input. They are parts of the body.</summary>
    public ReadOnlyMemory<byte>[]? Images { get; set; }

    /// <summary>The height and width of the pixels, or null if there are <see cref="Images"/>.</summary>
    public (int Height, int Width)? PixelSize { get; set; }

    /// <summary>The values of the pixels.</summary>
    public Memory<float> Values { get; private set; }

    /// <summary>The outputs to return, in this order.</summary>
    public IReadOnlyList<RequestedOutput> Outputs { get; set; } = [];

    /// <summary>Takes memory for pixels.</summary>
    public Span<float> RentValues(int count)
    {
        _values = ArrayPool<float>.Shared.Rent(count);
        Values = _values.AsMemory(0, count);
        return Values.Span;
    }

    public void Dispose()
    {
        var values = _values;
        (_values, Values) = ([], default);
        if (values.Length > 0)
        {
            ArrayPool<float>.Shared.Return(values);
        }
    }
}

/// <summary>An output to return.</summary>
/// <param name="Name"><see cref="InferRequest.Score"/> or <see cref="InferRequest.PredictedLabel"/>.</param>
/// <param name="IsBinary">Whether its data follow the JSON.</param>
/// <param name="Classes">The number of best classes to return in place of all values; 0 for the values.</param>
internal sealed record RequestedOutput(string Name, bool IsBinary, int Classes = 0);

/// <summary>What a request may ask for.</summary>
/// <param name="MaxImages">The maximum number of images.</param>
/// <param name="Height">The height of the input of the model.</param>
/// <param name="Width">The width of the input of the model.</param>
internal readonly record struct InferLimits(int MaxImages, int Height, int Width);
