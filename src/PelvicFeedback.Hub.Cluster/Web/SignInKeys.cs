using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>The keys of sign-ins, antiforgery and OpenID in the record: what one node has signed every other one takes.</summary>
internal sealed class SignInKeys(Database database) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() => database.Rows("SELECT xml FROM sign_in_key ORDER BY name", row => XElement.Parse(row.GetString(0)));

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) => database.Write(
        writing => writing.Do("INSERT INTO sign_in_key VALUES ($1, $2) ON CONFLICT DO NOTHING", friendlyName, element.ToString(SaveOptions.DisableFormatting)));
}
