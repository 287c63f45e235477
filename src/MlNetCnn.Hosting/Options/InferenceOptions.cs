using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Hosting;

/// <summary>Options for all hosted models together. They are bound from the configuration section <c>MlNetCnn</c>.</summary>
/// <remarks>Not thread-safe while it is configured; the host does not change it.</remarks>
public sealed class InferenceOptions
{
    /// <summary>The number of threads that decode and score images, 0..1,024; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>The maximum number of bytes of images that are waiting or being processed, over all models; further ones are rejected.</summary>
    /// <value>256 MiB.</value>
    [Range(1, long.MaxValue)]
    public long MaxQueuedBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>The time from the arrival of a request after which it is rejected; an image that is being processed is finished.</summary>
    /// <value>30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The time between two checks of watched files.</summary>
    /// <value>2 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The time for which requests are still accepted after the application was asked to stop, so that load balancers can notice.</summary>
    /// <value>5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a reload loads the new model before it releases the old one.</summary>
    /// <value><see cref="ReloadPolicy.LoadFirst"/>.</value>
    public ReloadPolicy ReloadPolicy { get; set; }

    /// <summary>The maximum memory, in bytes, that the models, a reload and the images in flight may need by calculation; the application does not start
    /// if they need more. Null for no limit.</summary>
    /// <value>Null.</value>
    [Range(1, long.MaxValue)]
    public long? MemoryLimit { get; set; }
}

/// <summary>The order of a reload.</summary>
public enum ReloadPolicy
{
    /// <summary>The new model is loaded and checked before the old one is released: no request waits, and two models are in memory for a moment.</summary>
    LoadFirst,

    /// <summary>
    /// The old model is released first: one model is in memory, and requests are rejected meanwhile. If the new file cannot be loaded, the bytes of the
    /// old one are gone too, and the model stays unavailable until a valid file appears.
    /// </summary>
    ReplaceFirst,
}
