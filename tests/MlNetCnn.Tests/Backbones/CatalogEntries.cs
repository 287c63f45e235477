using System.Security.Cryptography;

namespace MlNetCnn.Tests;

/// <summary>Catalog entries of synthetic files.</summary>
internal static class CatalogEntries
{
    public const string Host = "github.com";
    public const string MirrorHost = "huggingface.co";

    /// <summary>Bytes of no known format.</summary>
    public static byte[] Content(int length = 300_000)
    {
        var content = new byte[length];
        new Random(3).NextBytes(content);
        return content;
    }

    public static BackboneEntry Of(byte[] content, bool mirrored = false) =>
        Of(Convert.ToHexStringLower(SHA256.HashData(content)), content.Length, mirrored);

    public static BackboneEntry Of(string sha256, long size, bool mirrored = false) => new()
    {
        Name = "tiny.test",
        Url = $"https://{Host}/models/tiny.onnx",
        Mirror = mirrored ? $"https://{MirrorHost}/mirror/tiny.onnx" : null,
        Sha256 = sha256,
        Size = size,
        Opset = 13,
        InputSize = TinyNet.Size,
        FeatureCount = TinyNet.Channels,
        Preprocessing = Preprocessing.Rescale,
        License = "MIT",
        Paper = "https://example.org/paper",
        IsValidated = true,
    };

    /// <summary>A store that downloads from a test server; delays end at once.</summary>
    public static BackboneStore Store(
        string folder, CatalogServer server, TimeProvider? time = null, int attempts = 4, double idleSeconds = 20) =>
        new(folder, new BackboneStoreOptions
        {
            Handler = new CatalogLoopback(server.Port),
            TimeProvider = time ?? new CatalogTime(),
            Attempts = attempts,
            IdleTimeout = TimeSpan.FromSeconds(idleSeconds),
            Seed = 1,
        });
}
