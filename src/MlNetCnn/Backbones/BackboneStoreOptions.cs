using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Backbones;

/// <summary>Options for downloading backbones.</summary>
public sealed record BackboneStoreOptions
{
    /// <summary>Whether downloads are disabled: a backbone that is not in the cache is then an error that says which file to place where.</summary>
    /// <value>False.</value>
    public bool Offline { get; init; }

    /// <summary>The number of consecutive transient failures of a URL before the next URL is tried; 1..100.</summary>
    /// <value>5.</value>
    [Range(1, 100)]
    public int Attempts { get; init; } = 5;

    /// <summary>The maximum delay before the second attempt; it doubles with each further attempt. The actual delay is random, between half
    /// of that and all of it, so that many machines do not retry at the same moment.</summary>
    /// <value>1 second.</value>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The maximum delay of any attempt, even if a server requests a longer one.</summary>
    /// <value>1 minute.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The time in which a server must respond, or send the next 16 KiB, before the attempt counts as failed.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The seed of the random delays, or null for a different one in each process.</summary>
    /// <value>Null.</value>
    public int? Seed { get; init; }

    /// <summary>The clock of the delays. Sockets use real time regardless.</summary>
    /// <value><see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Sends requests instead of the network; null for the network. It must not follow redirects.</summary>
    internal HttpMessageHandler? Handler { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>.</exception>
    internal void Validate()
    {
        OptionChecks.Validate(this, from entry in new[] { (nameof(FirstDelay), FirstDelay), (nameof(MaxDelay), MaxDelay), (nameof(IdleTimeout), IdleTimeout) }
            select (entry.Item1, entry.Item2 > TimeSpan.Zero && entry.Item2 <= TimeSpan.FromDays(1), "above 0 and at most one day"));
    }
}
