using System.Net;
using System.Net.Http.Headers;

namespace MlNetCnn.Backbones;

/// <summary>A URL that a file is downloaded from: sends requests, follows allowed redirects itself, and classifies responses as usable,
/// transient failures or permanent failures.</summary>
/// <param name="client">Sends requests; does not follow redirects.</param>
/// <param name="origin">The URL.</param>
internal sealed class DownloadSource(HttpClient client, Uri origin)
{
    private const int MaxRedirects = 8;

    private EntityTagHeaderValue? _version;

    /// <summary>Requests the file starting at an offset.</summary>
    /// <param name="offset">The number of bytes that were already received.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A response with status 200 (the whole file) or 206 (from the offset on); the caller disposes of it.</returns>
    /// <exception cref="TransientDownloadException">Another attempt may succeed.</exception>
    /// <exception cref="MlNetCnnException">No attempt will succeed.</exception>
    public async Task<HttpResponseMessage> AskAsync(long offset, CancellationToken cancellationToken)
    {
        var url = origin;
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            var response = await SendAsync(url, offset, cancellationToken);
            if (!IsRedirect(response.StatusCode))
            {
                return Sort(response, url);
            }

            using (response)
            {
                url = Follow(url, response.Headers.Location);
            }
        }

        throw DownloadErrors.Create(
            ErrorCodes.DownloadRedirectRefused, $"{origin.Host} redirects too often", expected: $"at most {MaxRedirects} redirects");
    }

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private async Task<HttpResponseMessage> SendAsync(Uri url, long offset, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.AcceptEncoding.ParseAdd("identity");
        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
            request.Headers.IfRange = _version is null ? null : new RangeConditionHeaderValue(_version);
        }

        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            throw DownloadErrors.Create(
                ErrorCodes.DownloadTls, $"{url.Host} cannot be reached over a secure connection: {Innermost(exception)}",
                expected: "a certificate that this machine trusts", inner: exception);
        }
        catch (HttpRequestException exception)
        {
            throw new TransientDownloadException($"{url.Host}: {Innermost(exception)}", innerException: exception);
        }
    }

    private Uri Follow(Uri url, Uri? location)
    {
        Uri? next = null;
        return location is not null && Uri.TryCreate(url, location, out next) && DownloadHosts.Allows(origin, next) ? next : throw DownloadErrors.Create(
            ErrorCodes.DownloadRedirectRefused, $"{url.Host} redirects to a URL that is not allowed",
            expected: $"https, at {origin.Host} or a host known to serve its files",
            received: next?.GetLeftPart(UriPartial.Path) ?? "no URL");
    }

    private HttpResponseMessage Sort(HttpResponseMessage response, Uri url)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK or HttpStatusCode.PartialContent:
                // A weak tag may be the same for different bytes.
                _version = response.Headers.ETag is { IsWeak: false } tag ? tag : null;
                return response;
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                return response;
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
                or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout:
                using (response)
                {
                    throw new TransientDownloadException($"{url.Host} responds {Describe(response)}", RetryAfter(response));
                }

            default:
                using (response)
                {
                    throw DownloadErrors.Create(ErrorCodes.DownloadRefused, $"{url.Host} responds {Describe(response)}");
                }
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - (response.Headers.Date ?? date),
        _ => null,
    };

    private static string Describe(HttpResponseMessage response) => $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();

    private static string Innermost(Exception exception) =>
        exception.InnerException is null ? exception.Message.TrimEnd('.') : Innermost(exception.InnerException);
}

/// <summary>A transient failure of an attempt: a busy server, a lost connection, a timeout.</summary>
/// <param name="message">What happened.</param>
/// <param name="retryAfter">The delay that the server requests, or null.</param>
/// <param name="innerException">The cause, or null.</param>
internal sealed class TransientDownloadException(string message, TimeSpan? retryAfter = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The delay that the server requests, or null.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
