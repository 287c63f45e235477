using System.IO.Enumeration;

namespace MlNetCnn.Backbones;

/// <summary>The hosts that a download may be redirected to. A catalog entry allows those of its own sites, and no others.</summary>
internal static class DownloadHosts
{
    // A site serves large files from other hosts of its own; these are all it is known to use.
    private static readonly Dictionary<string, string[]> HostsOfSite = new(StringComparer.OrdinalIgnoreCase)
    {
        ["github.com"] =
        [
            "github.com", "raw.githubusercontent.com", "media.githubusercontent.com", "objects.githubusercontent.com",
            "github-cloud.githubusercontent.com", "github-cloud.s3.amazonaws.com",
        ],
        ["huggingface.co"] = ["huggingface.co", "cdn-lfs*.huggingface.co", "*.hf.co"],
    };

    /// <summary>Whether a download may start here: https, at a known site.</summary>
    /// <param name="address">The URL.</param>
    public static bool IsOrigin(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && IsSafe(url) && HostsOfSite.ContainsKey(url.Host);

    /// <summary>Whether a download that started at one URL may be redirected to another.</summary>
    /// <param name="origin">The URL where it started.</param>
    /// <param name="target">The URL that it is redirected to.</param>
    public static bool Allows(Uri origin, Uri target) =>
        IsSafe(target) && HostsOfSite.GetValueOrDefault(origin.Host, []).Any(
            host => FileSystemName.MatchesSimpleExpression(host, target.Host, ignoreCase: true));

    private static bool IsSafe(Uri url) => url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && url.UserInfo.Length == 0;
}
