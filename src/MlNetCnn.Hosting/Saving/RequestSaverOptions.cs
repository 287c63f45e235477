using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Hosting;

/// <summary>Options for keeping the images that a model is unsure of, so that they can be labeled later. They can be bound from configuration, for
/// example from <c>MlNetCnn:SaveRequests</c>.</summary>
/// <remarks>Not thread-safe while it is configured; the host does not change it.</remarks>
public sealed class RequestSaverOptions
{
    /// <summary>The folder that receives <c>HASH.jpg</c> (or <c>.png</c>, ...) and <c>HASH.json</c> for each image, where <c>HASH</c> is the SHA-256 of the
    /// image file in lowercase hexadecimal. It is created if it does not exist. Required.</summary>
    [Required]
    public string? Directory { get; set; }

    /// <summary>Images whose highest probability is below this value are kept, above 0 and at most 1. Required.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Below { get; set; }

    /// <summary>The maximum number of bytes of all files in the folder and its subfolders; further images are not kept until there is room.</summary>
    /// <value>1 GiB.</value>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 1L << 30;
}
