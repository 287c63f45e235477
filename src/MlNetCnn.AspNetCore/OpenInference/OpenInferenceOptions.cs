using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.AspNetCore;

/// <summary>
/// Options for the endpoints of the Open Inference Protocol. Set them with <c>services.Configure&lt;OpenInferenceOptions&gt;(...)</c>.
/// </summary>
/// <remarks>Not thread-safe while it is configured. The endpoints read it once, when they are mapped.</remarks>
public sealed class OpenInferenceOptions
{
    /// <summary>The maximum number of images of a request, 1..1,024.</summary>
    /// <value>64.</value>
    [Range(1, 1024)]
    public int MaxImages { get; set; } = 64;

    /// <summary>The maximum size of a request body, in bytes, 1..1 GiB. A limit that the endpoints have by their metadata applies as well.</summary>
    /// <value>64 MiB.</value>
    [Range(1, 1L << 30)]
    public long MaxRequestBytes { get; set; } = 64L * 1024 * 1024;
}
