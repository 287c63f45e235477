using System.IO.Enumeration;

namespace MlNetCnn.Backbones;

/// <summary>Which hosts a download may be sent on to. A catalogue entry allows those of its own addresses' sites, and no others.</summary>
internal static class DownloadHosts
{
    // A site hands large files to hosts of its own; these are all it is known to use.
    private static readonly Dictionary<string, string[]> HostsOfSite = new(StringComparer.OrdinalIgnoreCase)
    {
        ["github.com"] =
        [
            "github.com", "raw.githubusercontent.com", "media.githubusercontent.com", "objects.githubusercontent.com",
            "github-cloud.githubusercontent.com", "github-cloud.s3.amazonaws.com",
        ],
        ["huggingface.co"] = ["huggingface.co", "cdn-lfs*.huggingface.co", "*.hf.co"],
    };

    /// <summary>Whether a download may start here: https, at a site that is known.</summary>
    /// <param name="address">The address.</param>
    public static bool IsOrigin(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && IsSafe(url) && HostsOfSite.ContainsKey(url.Host);

    /// <summary>Whether a download that started at one address may go on at another.</summary>
    /// <param name="origin">Where it started.</param>
    /// <param name="target">Where it is sent.</param>
    public static bool Allows(Uri origin, Uri target) =>
        IsSafe(target) && HostsOfSite.GetValueOrDefault(origin.Host, []).Any(
            host => FileSystemName.MatchesSimpleExpression(host, target.Host, ignoreCase: true));

    private static bool IsSafe(Uri url) => url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && url.UserInfo.Length == 0;
}
