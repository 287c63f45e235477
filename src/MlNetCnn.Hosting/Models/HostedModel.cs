namespace MlNetCnn.Hosting;

/// <summary>A loaded model.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed record HostedModel
{
    /// <summary>The name of the classifier.</summary>
    public required string Name { get; init; }

    /// <summary>The version: "1" for the first model of this name that was loaded in this process, and one more for each later one.</summary>
    public required string Version { get; init; }

    /// <summary>The SHA-256 of the file, in lowercase hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The time at which the model was loaded.</summary>
    public required DateTimeOffset LoadedAt { get; init; }

    /// <summary>The model card.</summary>
    public required ModelCard Card { get; init; }

    /// <summary>The size of the file, in bytes.</summary>
    public required long FileBytes { get; init; }
}

/// <summary>Provides the data of <see cref="IHostedClassifier.Changed"/>.</summary>
/// <param name="previous">The replaced model, or null.</param>
/// <param name="current">The new model.</param>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class HostedModelChangedEventArgs(HostedModel? previous, HostedModel current) : EventArgs
{
    /// <summary>The replaced model, or null for the first one.</summary>
    public HostedModel? Previous => previous;

    /// <summary>The new model.</summary>
    public HostedModel Current => current;
}

/// <summary>The prediction for one image, and the model that made it.</summary>
/// <param name="Prediction">The prediction; its <see cref="ImagePrediction.Error"/> gives the reason if the image was rejected.</param>
/// <param name="Model">The model.</param>
public sealed record HostedPrediction(ImagePrediction Prediction, HostedModel Model);

/// <summary>The result of a reload.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Model">The model that is loaded now, or null.</param>
/// <param name="Error">Why the file was rejected, or null.</param>
public sealed record ReloadResult(ReloadOutcome Outcome, HostedModel? Model, Exception? Error = null);

/// <summary>What a reload did.</summary>
public enum ReloadOutcome
{
    /// <summary>The file has the content of the loaded model.</summary>
    Unchanged,

    /// <summary>The model was replaced.</summary>
    Replaced,

    /// <summary>The file was rejected; the loaded model stays.</summary>
    Failed,
}
