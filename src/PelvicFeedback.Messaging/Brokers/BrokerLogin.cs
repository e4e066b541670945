using System.Security.Cryptography;
using System.Text;

namespace PelvicFeedback.Messaging.Brokers;

/// <summary>A user of a broker, and what it may do.</summary>
/// <param name="User">Name and client id.</param>
/// <param name="PasswordHash">As mosquitto keeps it, see <see cref="Hash"/>; null for a user that nobody can log in as.</param>
/// <param name="Prefix">What its topics begin with, with the slash: a patient's, or with <c>+</c> for every patient's.</param>
/// <param name="Role">What it may do there.</param>
public sealed record BrokerLogin(string User, string? PasswordHash, string Prefix, BrokerRole Role)
{
    /// <summary>128 random bits, as 32 hexadecimal digits.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>
    /// mosquitto's own form, <c>$7$iterations$salt$hash</c> with PBKDF2 and HMAC-SHA-512. Few iterations do for a random password of
    /// 128 bits, and only for such a one.
    /// </summary>
    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(12);
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, 101, HashAlgorithmName.SHA512, 64);
        return $"$7$101${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";
    }

    /// <summary>The lines of a mosquitto password file.</summary>
    internal static string Users(IEnumerable<BrokerLogin> logins) =>
        string.Concat(logins.Where(login => login.PasswordHash is not null).Select(login => $"{login.User}:{login.PasswordHash}\n"));

    /// <summary>The lines of a mosquitto ACL file. What is not in it is forbidden.</summary>
    internal static string Rights(IEnumerable<BrokerLogin> logins) => string.Concat(logins.Select(login => login.Rights()));

    private string Rights()
    {
        var (writes, reads) = TopicRights.Of(Role);
        var both = writes.Intersect(reads);
        return string.Concat(
        [
            $"user {User}\n",
            .. both.Select(topic => $"topic readwrite {Prefix}{topic}\n"),
            .. writes.Except(both).Select(topic => $"topic write {Prefix}{topic}\n"),
            .. reads.Except(both).Select(topic => $"topic read {Prefix}{topic}\n"),
            "\n",
        ]);
    }
}
