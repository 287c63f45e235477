using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Hosting;

/// <summary>Options for one hosted model. They can be bound from configuration, for example from <c>MlNetCnn:Models:flowers</c>.</summary>
/// <remarks>Not thread-safe while it is configured; the host does not change it.</remarks>
public sealed class HostedModelOptions
{
    /// <summary>The model: a <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote. Required.</summary>
    public string? Path { get; set; }

    /// <summary>Whether the model is loaded again when its file changes.</summary>
    /// <value>False.</value>
    public bool WatchForChanges { get; set; }

    /// <summary>
    /// Whether the application starts without the model if the file is missing or cannot be loaded. It is not ready until the model is loaded, which is
    /// tried at each change of the file if <see cref="WatchForChanges"/> is set.
    /// </summary>
    /// <value>False: the application does not start.</value>
    public bool Optional { get; set; }

    /// <summary>Whether a reload may replace the model with one that has other classes, or the same in another order.</summary>
    /// <value>False: such a file is rejected, and the loaded model stays.</value>
    public bool AllowClassChange { get; set; }

    /// <summary>The maximum number of images of this model that are waiting or being processed; further ones are rejected. 0 for 16 per thread.</summary>
    /// <value>0.</value>
    [Range(0, 1_000_000)]
    public int QueueCapacity { get; set; }

    /// <summary>The maximum number of images, 1..64, that a thread takes from the queue at once and runs through the network as one batch. A thread
    /// never waits for more images. On a CPU, a batch is not faster.</summary>
    /// <value>1.</value>
    [Range(1, 64)]
    public int MaxBatchSize { get; set; } = 1;

    /// <summary>The maximum number of views of each image that are scored, 1..10; see <see cref="ImageClassifierOptions.Views"/>.</summary>
    /// <value>1.</value>
    [Range(1, ImageClassifierOptions.MaxViews)]
    public int Views { get; set; } = 1;

    /// <summary>The maximum size of an image file, in bytes.</summary>
    /// <value>20 MiB.</value>
    [Range(1, int.MaxValue)]
    public long MaxImageBytes { get; set; } = 20L * 1024 * 1024;

    /// <summary>The maximum number of pixels of an image (width times height), checked before any pixel is decoded.</summary>
    /// <value>50,000,000.</value>
    [Range(1, int.MaxValue)]
    public long MaxImagePixels { get; set; } = 50_000_000;

    /// <summary>The hardware that runs the network.</summary>
    /// <value><see cref="ExecutionProvider.Cpu"/>.</value>
    public ExecutionProvider ExecutionProvider { get; set; }

    /// <summary>Sets the file of the model.</summary>
    /// <param name="path">A <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote.</param>
    /// <param name="watchForChanges">Whether the model is loaded again when its file changes.</param>
    /// <returns>These options.</returns>
    public HostedModelOptions FromFile(string path, bool watchForChanges = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        WatchForChanges = watchForChanges;
        return this;
    }
}
