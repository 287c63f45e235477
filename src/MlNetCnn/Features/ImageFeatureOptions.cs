namespace MlNetCnn;

/// <summary>How <see cref="ImageFeatureEstimator"/> reads pictures.</summary>
public sealed record ImageFeatureOptions
{
    /// <summary>Pictures worked on at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    public int Threads { get; init; }

    /// <summary>How a picture of any shape is made to fit the backbone's input.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>What the decoder accepts.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>The largest part of the rows that may be rejected before reading them ends with an error, 0..1.</summary>
    /// <value>0.05.</value>
    public double MaxRejectedFraction { get; init; } = 0.05;

    /// <summary>Told how far the extraction is, or null.</summary>
    /// <value>Null.</value>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Stops the extraction.</summary>
    /// <value>Never cancelled.</value>
    public CancellationToken CancellationToken { get; init; }
}
