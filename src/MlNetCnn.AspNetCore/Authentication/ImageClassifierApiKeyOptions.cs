using Microsoft.AspNetCore.Authentication;

namespace MlNetCnn.AspNetCore;

/// <summary>
/// Options for the API key scheme. They are bound from the configuration section <c>Authentication:Schemes:ApiKey</c> (or the name of the scheme), before
/// code sets them.
/// </summary>
/// <remarks>Not thread-safe while it is configured; the application does not change it.</remarks>
public sealed class ImageClassifierApiKeyOptions : AuthenticationSchemeOptions
{
    /// <summary>
    /// The keys, each with at least <see cref="ImageClassifierApiKeyDefaults.MinKeyLength"/> characters: ASCII letters, digits and punctuation. They add to
    /// those of <see cref="KeyFile"/>. Keep keys out of files that are in source control.
    /// </summary>
    /// <value>Empty.</value>
    public IList<string> Keys { get; } = [];

    /// <summary>
    /// A UTF-8 file with one key on each line. Empty lines, lines that begin with <c>#</c>, and spaces around a key are ignored. It is read when the
    /// application starts.
    /// </summary>
    /// <value>Null.</value>
    public string? KeyFile { get; set; }

    /// <summary>The names of the request headers that may have a key. Configuration adds to them; clear the list to replace them.</summary>
    /// <value><c>X-Api-Key</c>.</value>
    public IList<string> HeaderNames { get; } = [ImageClassifierApiKeyDefaults.HeaderName];

    /// <summary>Whether the key may also be sent as <c>Authorization: Bearer KEY</c>. If another scheme uses this header too, each ignores the tokens of the
    /// other.</summary>
    /// <value>True.</value>
    public bool AllowBearer { get; set; } = true;

    /// <summary>The SHA-256 hashes of the keys.</summary>
    internal IReadOnlyList<byte[]> Hashes { get; set; } = [];

    /// <summary>What is wrong with the keys.</summary>
    internal IReadOnlyList<string> Failures { get; set; } = [];
}
